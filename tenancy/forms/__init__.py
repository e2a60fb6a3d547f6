"""Forms of accounts, companies, members, alerts."""
