-- One row per speaker of an event, in the order of the table, with the document that names the speaker.
SELECT p.*, s.title AS source_title, s.publisher, s.url
FROM event_speakers p
LEFT JOIN sources s USING (source_id)
WHERE p.event_id = getvariable('asked').id
ORDER BY p.speaker_order, p.name;
