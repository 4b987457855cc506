/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Every limit that a peer can run into, in one place; each has a test. Sizes are bytes. */

#define LIAN_LIMIT_JSON_PAGE (4 * 1024 * 1024)
#define LIAN_LIMIT_JSON_ANSWER (1024 * 1024)
#define LIAN_LIMIT_JSON_DEPTH 32
#define LIAN_LIMIT_JSON_STRING (256 * 1024)
#define LIAN_LIMIT_JSON_NODES 200000
#define LIAN_LIMIT_JSON_NUMBER 64 /* characters */

#define LIAN_LIMIT_SSE_LINE (256 * 1024)
#define LIAN_LIMIT_SSE_EVENT (1024 * 1024)
#define LIAN_LIMIT_SSE_ID 256
#define LIAN_LIMIT_BATCH_EVENTS 200
/* Ordinary transactions are smaller than a batch; one far beyond it never ends. */
#define LIAN_LIMIT_TRANSACTION_EVENTS 4000
#define LIAN_LIMIT_PAGE_ROWS 500

/* Of the server; its configuration may say otherwise: lian-server-limits.h. */
#define LIAN_LIMIT_BODY (256 * 1024)
#define LIAN_LIMIT_ATTACHMENT (20 * 1024 * 1024)
#define LIAN_LIMIT_UPLOADS 8 /* of the largest attachments at the same time */
#define LIAN_LIMIT_HEADERS 100
#define LIAN_LIMIT_DICTIONARY (4 * 1024 * 1024) /* a file with the duty list */
#define LIAN_LIMIT_KPI_ROWS 20000
#define LIAN_LIMIT_KPI_DAYS 3660        /* of a period */
#define LIAN_LIMIT_KPI_GROUPED_DAYS 366 /* of one told day by day */
#define LIAN_LIMIT_CONNECTIONS 256
#define LIAN_LIMIT_CONNECTIONS_PER_ADDRESS 8
#define LIAN_LIMIT_STREAMS_PER_ACCOUNT 4
#define LIAN_LIMIT_STREAM_QUEUE (1024 * 1024)
#define LIAN_LIMIT_FEED_EVENTS 4096             /* newest ones in memory */
#define LIAN_LIMIT_FEED_BYTES (8 * 1024 * 1024) /* of these */
#define LIAN_LIMIT_POLL_SECONDS 25              /* that an answer is waited for */
#define LIAN_LIMIT_USER_TIMEOUT_SECONDS 30
#define LIAN_LIMIT_IDLE_SECONDS 60
#define LIAN_LIMIT_LOGINS_PER_ACCOUNT 5  /* a minute */
#define LIAN_LIMIT_LOGINS_PER_ADDRESS 20 /* a minute */

#define LIAN_LIMIT_GEOMETRY_POINTS 100000
#define LIAN_LIMIT_GEOMETRY_RINGS 1000

/* Files that somebody imports. */
#define LIAN_LIMIT_IMPORT_FILE (64 * 1024 * 1024)
#define LIAN_LIMIT_IMPORT_FEATURES 200000
#define LIAN_LIMIT_IMPORT_FEATURE (8 * 1024 * 1024)
#define LIAN_LIMIT_IMPORT_ROWS 200000
#define LIAN_LIMIT_IMPORT_COLUMNS 256
#define LIAN_LIMIT_IMPORT_CELLS 4000000
#define LIAN_LIMIT_IMPORT_CELL (64 * 1024)
#define LIAN_LIMIT_IMPORT_ENTRIES 1000 /* of a zip archive */
#define LIAN_LIMIT_IMPORT_ENTRY (256 * 1024 * 1024)
#define LIAN_LIMIT_IMPORT_UNPACKED (384 * 1024 * 1024)
#define LIAN_LIMIT_IMPORT_RATIO 200 /* unpacked to packed, from a megabyte on */

/* How long afterwards what was said by telephone may be recorded: an outage over a weekend. */
#define LIAN_LIMIT_TELEPHONE_HOURS 72

#define LIAN_LIMIT_LEDGER_OPEN 2000
#define LIAN_LIMIT_LEDGER_HELD 5000 /* settled rows in memory, of the newest days */
#define LIAN_LIMIT_LEDGER_PAGE 500  /* rows that one question reads */
#define LIAN_LIMIT_STATUS_IDS                                        \
  2000 /* the contract's; asked for in pages, see the answer's limit \
        */
#define LIAN_LIMIT_LEDGER_FREE (64 * 1024 * 1024)    /* on its disk, for a new instruction */
#define LIAN_LIMIT_LEDGER_BALLAST (16 * 1024 * 1024) /* beside it, given up to keep promises */
#define LIAN_LIMIT_INSTRUCTION (64 * 1024)

#define LIAN_FEED_TIMEOUT_SECONDS 25
#define LIAN_DISPATCH_TIMEOUT_SECONDS 10
#define LIAN_BULK_TIMEOUT_SECONDS 30
#define LIAN_BOOKMARK_SECONDS 10
#define LIAN_LIVE_SECONDS 15
#define LIAN_STALE_SECONDS 30
#define LIAN_FEED_BACKOFF_CAP_MS 30000
/* Over so long the consoles of a house come back to a server that was restarted. */
#define LIAN_FEED_SPREAD_MS 6000
#define LIAN_QUEUE_BACKOFF_CAP_MS 15000
