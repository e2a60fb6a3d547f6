"""Everything a company has, as one archive it may take elsewhere: a CSV for each table, the files, an index."""
