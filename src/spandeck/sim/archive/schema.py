"""The tables of the archive."""

MARK = 0x53504443
"""Tells the simulator's files from others (SQLite's application_id)."""

SCHEMA = f"""
PRAGMA application_id = {MARK};
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS span (
    project TEXT, trace_id TEXT, span_id TEXT, parent_id TEXT, started_ns INTEGER,
    ended_ns INTEGER, name TEXT, failed INTEGER, tokens INTEGER, cost_usd REAL, session_id TEXT,
    user_id TEXT, agent_name TEXT, environment TEXT, error_code TEXT, place INTEGER,
    depth INTEGER, body BLOB, PRIMARY KEY (project, trace_id, span_id)
);
CREATE INDEX IF NOT EXISTS span_by_place ON span (project, trace_id, place, depth, span_id);
CREATE INDEX IF NOT EXISTS span_by_start ON span (project, started_ns DESC, trace_id, span_id);
CREATE INDEX IF NOT EXISTS span_by_id ON span (project, span_id);
CREATE INDEX IF NOT EXISTS span_by_start ON span (project, started_ns DESC, trace_id, span_id);
CREATE TABLE IF NOT EXISTS event (project TEXT, trace_id TEXT, span_id TEXT, body BLOB);
CREATE INDEX IF NOT EXISTS event_by_trace ON event (project, trace_id);
CREATE TABLE IF NOT EXISTS trace (
    project TEXT, trace_id TEXT, name TEXT, started_ns INTEGER, ended_ns INTEGER,
    span_count INTEGER, error_count INTEGER, max_depth INTEGER, tokens INTEGER, cost_usd REAL,
    session_id TEXT, user_id TEXT, agent_name TEXT, environment TEXT, error_code TEXT,
    PRIMARY KEY (project, trace_id)
);
CREATE INDEX IF NOT EXISTS trace_by_start ON trace (project, started_ns DESC, trace_id);
CREATE INDEX IF NOT EXISTS trace_by_session ON trace (project, session_id);
CREATE TABLE IF NOT EXISTS stale (project TEXT, trace_id TEXT, PRIMARY KEY (project, trace_id));
CREATE TABLE IF NOT EXISTS record (
    owner TEXT, kind TEXT, id TEXT, body BLOB, PRIMARY KEY (owner, kind, id)
);
CREATE TABLE IF NOT EXISTS filled (owner TEXT, kind TEXT, PRIMARY KEY (owner, kind));
CREATE TABLE IF NOT EXISTS call (
    account TEXT, ended_ms INTEGER, vendor TEXT, endpoint TEXT, method TEXT, environment TEXT,
    outcome TEXT, status INTEGER, duration_ms INTEGER, cold_start INTEGER, model TEXT,
    remaining INTEGER, quota INTEGER, reset_ms INTEGER
);
CREATE INDEX IF NOT EXISTS call_by_end ON call (account, vendor, ended_ms);
CREATE TABLE IF NOT EXISTS gone (project TEXT, trace_id TEXT, PRIMARY KEY (project, trace_id));
"""
