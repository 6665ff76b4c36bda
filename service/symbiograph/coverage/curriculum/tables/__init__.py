"""Curricula in tables: CSV and Excel files that follow the template."""
