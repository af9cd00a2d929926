-- One row per given text, in order: the key by which a language's rules (Unicode CLDR) sort it, as hexadecimal text.
SELECT text, icu_sort_key(text, getvariable('asked').collation) AS sort_key
FROM unnest(getvariable('asked').texts) AS given (text)
ORDER BY sort_key, text;
