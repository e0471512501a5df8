"""The version that people see in the settings and that support asks for; pyproject.toml reads it here."""

VERSION = "0.1.0"
