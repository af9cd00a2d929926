-- The countries of all grants.
SELECT DISTINCT country FROM funding WHERE kind = 'grant';
