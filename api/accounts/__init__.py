"""Who may log in: accounts and offices, documents of the server-only database ``registry``."""

REGISTRY = "registry"
