"""What a curriculum covers of what people need, and the smallest programme that covers it."""
