"""Pages of accounts, companies, members, job runs, alerts and signed links."""
