PRAGMA application_id = 1381397363;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('1');
CREATE TABLE sessions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL UNIQUE,
    user_id TEXT,
    counselor_category TEXT,
    mode TEXT NOT NULL CHECK (mode IN ('video', 'voice')),
    start_time TEXT NOT NULL,
    end_time TEXT NOT NULL,
    duration_seconds INTEGER NOT NULL CHECK (duration_seconds >= 0),
    transcript TEXT NOT NULL,
    quality_metrics TEXT NOT NULL,
    created_at TEXT NOT NULL,
    end_reason TEXT NOT NULL,
    partial INTEGER NOT NULL,
    room TEXT,
    transcript_omitted INTEGER NOT NULL CHECK (transcript_omitted >= 0),
    transcript_lines INTEGER NOT NULL,
    quality_summary TEXT NOT NULL,
    content_hash TEXT NOT NULL
);
INSERT INTO sessions VALUES(1,'f47ac10b-58cc-4372-a567-000000000001','alice','f47ac10b-58cc-4372-a567-0000000dbba1','video','2026-11-24T13:35:57.000Z','2026-11-24T13:37:27.500Z',90,'[{"speaker":"user","text":"Hello there","timestamp":"2026-11-24T13:35:57.000Z"},{"speaker":"counselor","text":"Good morning, how are you?","timestamp":"2026-11-24T13:35:58.234Z"}]','{"average_bitrate":812.44,"average_fps":29.9,"packet_loss_percentage":0.1,"connection_quality_average":"excellent","total_readings":19,"packet_loss_events":2,"bitrate_kbps":{"mean":812.44,"min":1,"max":2000.5,"stddev":null,"count":19},"participants":[{"identity":"alice","sid":null,"average_bitrate":1.1}]}','2026-11-24T13:35:57.000Z','room_ended',0,'counsel-1',3,2,'{"average_bitrate":812.44,"average_fps":29.9,"packet_loss_percentage":0.1,"connection_quality_average":"excellent","total_readings":19}','9721ddb0cb400f7b05cb9be2265bfb7bed815e92f654f39e8536c5c86b0aaf2d');
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','session_words','session_words',0,'CREATE VIRTUAL TABLE session_words USING fts5 (
    words, tokenize = ''unicode61 remove_diacritics 0'')');
CREATE TABLE IF NOT EXISTS 'session_words_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO session_words_data VALUES(1,X'0107');
INSERT INTO session_words_data VALUES(10,X'000000000101010001010101');
INSERT INTO session_words_data VALUES(137438953473,X'0000004404306172650102070104676f6f64010204010568656c6c6f01020202026f7701020601076d6f726e696e67010205010574686572650102030103796f750102080408090a070c0a');
CREATE TABLE IF NOT EXISTS 'session_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
INSERT INTO session_words_idx VALUES(1,X'',2);
CREATE TABLE IF NOT EXISTS 'session_words_content'(id INTEGER PRIMARY KEY, c0);
INSERT INTO session_words_content VALUES(1,'hello there good morning how are you');
CREATE TABLE IF NOT EXISTS 'session_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
INSERT INTO session_words_docsize VALUES(1,X'07');
CREATE TABLE IF NOT EXISTS 'session_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;
INSERT INTO session_words_config VALUES('version',4);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('sessions',1);
CREATE INDEX sessions_by_start ON sessions (start_time, session_id);
CREATE INDEX sessions_by_user ON sessions (user_id, start_time, session_id);
CREATE INDEX sessions_by_category ON sessions (counselor_category, start_time, session_id);
CREATE INDEX sessions_by_end ON sessions (end_time);
CREATE INDEX sessions_by_creation ON sessions (created_at);
CREATE TRIGGER session_deleted AFTER DELETE ON sessions BEGIN
    DELETE FROM session_words WHERE rowid = old.number;
END;
PRAGMA writable_schema=OFF;
COMMIT;
