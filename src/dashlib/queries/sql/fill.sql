-- A table of the registry takes the rows of its file; columns that the file has not are empty.
INSERT INTO {table} BY NAME FROM read_parquet($path);
