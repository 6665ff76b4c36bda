"""An open knowledge graph of industrial-symbiosis skills, and the service that publishes it."""
