pytest_plugins = [
    "tests.plugins.memory",
    "tests.plugins.sharing",
    "tests.plugins.database",
    "tests.plugins.cast",
    "tests.plugins.properties",
    "tests.plugins.smtp",
    "tests.plugins.imap",
]
