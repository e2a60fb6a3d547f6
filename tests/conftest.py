pytest_plugins = ["tests.plugins.database", "tests.plugins.cast"]
