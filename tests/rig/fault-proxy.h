/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Between one console and the server: a TCP proxy that does to a connection what networks, portals
 * and other people's servers do, at most one thing each, chosen by a seed. Main thread. */
typedef struct _FaultProxy FaultProxy;

typedef enum
{
  FAULT_NONE,
  FAULT_REFUSE,      /* closed as soon as it is there */
  FAULT_CUT_REQUEST, /* at any byte; the rest never arrives */
  FAULT_LOSE_ANSWER, /* the request is delivered, the answer cut at any byte, the first included */
  FAULT_BLACK_HOLE_UP,   /* nothing arrives, and nobody says so */
  FAULT_BLACK_HOLE_DOWN, /* it arrives, and nothing comes back */
  FAULT_DRIBBLE,         /* the answer, a few bytes at a time */
  FAULT_DUPLICATE,       /* the request, and behind it once more, or an old one */
  FAULT_PORTAL,          /* 200 and a page */
  FAULT_EMPTY,           /* 200 and an object of JSON, or 204 */
  FAULT_REDIRECT,        /* elsewhere, where somebody notes who comes */
  FAULT_STALE_RECEIPT,   /* a good one, of another instruction */
  FAULT_FOREIGN_RECEIPT, /* of this instruction with another digest, its hash right */
  FAULT_BOMB,            /* 64 MiB of zeros, compressed */
  FAULT_TRUNCATED,       /* a chunked body that stops */
  FAULT_BAD_GATEWAY,
  FAULT_BUFFER,        /* the answer is held back for a while */
  FAULT_KILL_SERVER,   /* when the request is delivered: around its commit */
  FAULT_KILL_ANSWERED, /* the server, when its answer is there, which is lost */
  FAULT_KILL_CONSOLE,  /* when its request is delivered */
  FAULT_KILL_RECEIVER, /* the console, when it was given the answer */
  FAULT_N
} Fault;

/* FAULT_KILL_…: whom it is about is the owner's affair. */
typedef void (*FaultKill) (FaultProxy *self, Fault fault, gpointer user_data);

FaultProxy *fault_proxy_new (guint server_port, guint32 seed, FaultKill kill, gpointer user_data);
void fault_proxy_free (FaultProxy *self);

guint fault_proxy_get_port (FaultProxy *self);
/* It is a good one until it begins, and once it is healed; what it held is dropped. */
void fault_proxy_begin (FaultProxy *self);
void fault_proxy_heal (FaultProxy *self);

typedef struct
{
  guint connections;
  guint faulted;
  guint by_fault[FAULT_N];
  guint redirects_followed; /* requests that came elsewhere: none may */
} FaultCounts;
const FaultCounts *fault_proxy_get_counts (FaultProxy *self);
const char *fault_get_name (Fault fault);

G_END_DECLS
