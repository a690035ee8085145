/*
 * What servers of several versions say, as it comes over the wire.
 */
#ifndef TESTS_WIRE_RECORDED_H
#define TESTS_WIRE_RECORDED_H

enum recorded {
	RECORDED_STREAM_5,
	RECORDED_STREAM_6,
	RECORDED_STREAM_7,
	RECORDED_STREAM_8,
	RECORDED_STREAM_EMPTY,
	RECORDED_GROUPS_5,
	RECORDED_GROUPS_7,
	RECORDED_CONSUMERS_5,
	RECORDED_CONSUMERS_72,
	RECORDED_SUMMARY,
	RECORDED_SUMMARY_EMPTY,
	RECORDED_PAGE,
	RECORDED_SCAN,
	RECORDED_TIME,
	RECORDED_RANGE,
	RECORDED_INFO,
	RECORDED_INFO_VALKEY,
	RECORDED_NO_KEY,
	RECORDED_NO_GROUP,
	RECORDED_WRONG_TYPE,
	RECORDED_NO_PERMISSION,
	RECORDED_SYNTAX,
	RECORDED_STATUS,
	RECORDED_INTEGER,
	RECORDED_NIL,
	RECORDED_EMPTY,
	RECORDED_NIL_LIST,
	RECORDED_EMPTY_TEXT,
	RECORDED_DEEP,
	RECORDED_COUNT,
};

static const char *const recorded[RECORDED_COUNT] = {
	[RECORDED_STREAM_5] =
		"*14\r\n$6\r\nlength\r\n:5\r\n$15\r\nradix-tree-keys\r\n:1\r\n$16\r\n"
		"radix-tree-nodes\r\n:2\r\n$6\r\ngroups\r\n:2\r\n$17\r\nlast-generated-id\r\n$3\r\n"
		"7-1\r\n$11\r\nfirst-entry\r\n*2\r\n$3\r\n1-0\r\n*4\r\n$4\r\ntype\r\n$12\r\n"
		"order_placed\r\n$3\r\nqty\r\n$1\r\n3\r\n$10\r\nlast-entry\r\n*2\r\n$3\r\n5-0\r\n"
		"*2\r\n$4\r\ntype\r\n$10\r\norder_paid\r\n",
	[RECORDED_STREAM_6] =
		"*14\r\n$6\r\nlength\r\n:5\r\n$15\r\nradix-tree-keys\r\n:1\r\n$16\r\n"
		"radix-tree-nodes\r\n:2\r\n$17\r\nlast-generated-id\r\n$3\r\n7-1\r\n$"
		"6\r\ngroups\r\n"
		":2\r\n$11\r\nfirst-entry\r\n*2\r\n$3\r\n1-0\r\n*4\r\n$4\r\ntype\r\n$12\r\n"
		"order_placed\r\n$3\r\nqty\r\n$1\r\n3\r\n$10\r\nlast-entry\r\n*2\r\n$3\r\n5-0\r\n"
		"*2\r\n$4\r\ntype\r\n$10\r\norder_paid\r\n",
	[RECORDED_STREAM_7] =
		"*20\r\n$6\r\nlength\r\n:5\r\n$15\r\nradix-tree-keys\r\n:1\r\n$16\r\n"
		"radix-tree-nodes\r\n:2\r\n$17\r\nlast-generated-id\r\n$3\r\n7-1\r\n$20\r\n"
		"max-deleted-entry-id\r\n$3\r\n6-0\r\n$13\r\nentries-added\r\n:8\r\n$23\r\n"
		"recorded-first-entry-id\r\n$3\r\n1-0\r\n$6\r\ngroups\r\n:2\r\n$11\r\nfirst-"
		"entry\r\n"
		"*2\r\n$3\r\n1-0\r\n*4\r\n$4\r\ntype\r\n$12\r\norder_placed\r\n$3\r\nqty\r\n$1\r\n"
		"3\r\n$10\r\nlast-entry\r\n*2\r\n$3\r\n5-0\r\n*2\r\n$4\r\ntype\r\n$10\r\n"
		"order_paid\r\n",
	[RECORDED_STREAM_8] =
		"*32\r\n$6\r\nlength\r\n$1\r\n5\r\n$15\r\nradix-tree-keys\r\n:1\r\n$16\r\n"
		"radix-tree-nodes\r\n:2\r\n$17\r\nlast-generated-id\r\n$3\r\n7-1\r\n$20\r\n"
		"max-deleted-entry-id\r\n$3\r\n0-0\r\n$13\r\nentries-added\r\n:8\r\n$23\r\n"
		"recorded-first-entry-id\r\n$3\r\n1-0\r\n$13\r\nidmp-duration\r\n:100\r\n$12\r\n"
		"idmp-maxsize\r\n:100\r\n$12\r\npids-tracked\r\n:0\r\n$12\r\niids-tracked\r\n:0\r\n"
		"$10\r\niids-added\r\n:0\r\n$15\r\niids-duplicates\r\n:0\r\n$6\r\ngroups\r\n:2\r\n"
		"$11\r\nfirst-entry\r\n*2\r\n$3\r\n1-0\r\n*4\r\n$4\r\ntype\r\n$12\r\norder_"
		"placed\r\n"
		"$3\r\nqty\r\n$1\r\n3\r\n$10\r\nlast-entry\r\n*2\r\n$3\r\n5-0\r\n*2\r\n$"
		"4\r\ntype\r\n"
		"$10\r\norder_paid\r\n",
	[RECORDED_STREAM_EMPTY] =
		"*20\r\n$6\r\nlength\r\n:0\r\n$15\r\nradix-tree-keys\r\n:0\r\n$16\r\n"
		"radix-tree-nodes\r\n:1\r\n$17\r\nlast-generated-id\r\n$3\r\n7-1\r\n$20\r\n"
		"max-deleted-entry-id\r\n$3\r\n7-1\r\n$13\r\nentries-added\r\n:8\r\n$23\r\n"
		"recorded-first-entry-id\r\n$3\r\n0-0\r\n$6\r\ngroups\r\n:0\r\n$11\r\nfirst-"
		"entry\r\n"
		"$-1\r\n$10\r\nlast-entry\r\n$-1\r\n",
	[RECORDED_GROUPS_5] =
		"*2\r\n*8\r\n$4\r\nname\r\n$7\r\nbilling\r\n$9\r\nconsumers\r\n:2\r\n$7\r\n"
		"pending\r\n:3\r\n$17\r\nlast-delivered-id\r\n$3\r\n3-0\r\n*8\r\n$4\r\nname\r\n$"
		"4\r\n"
		"mail\r\n$9\r\nconsumers\r\n:0\r\n$7\r\npending\r\n:0\r\n$17\r\nlast-delivered-"
		"id\r\n"
		"$3\r\n0-0\r\n",
	[RECORDED_GROUPS_7] =
		"*2\r\n*12\r\n$4\r\nname\r\n$7\r\nbilling\r\n$9\r\nconsumers\r\n:2\r\n$7\r\n"
		"pending\r\n:3\r\n$17\r\nlast-delivered-id\r\n$3\r\n3-0\r\n$12\r\nentries-read\r\n"
		":3\r\n$3\r\nlag\r\n:2\r\n*12\r\n$4\r\nname\r\n$4\r\nmail\r\n$9\r\nconsumers\r\n"
		":0\r\n$7\r\npending\r\n:0\r\n$17\r\nlast-delivered-id\r\n$3\r\n0-0\r\n$12\r\n"
		"entries-read\r\n$-1\r\n$3\r\nlag\r\n$-1\r\n",
	[RECORDED_CONSUMERS_5] =
		"*2\r\n*6\r\n$4\r\nname\r\n$4\r\nanna\r\n$7\r\npending\r\n:2\r\n$4\r\nidle\r\n"
		":9104628\r\n*6\r\n$4\r\nname\r\n$3\r\nben\r\n$7\r\npending\r\n:0\r\n$4\r\nidle\r\n"
		":12\r\n",
	[RECORDED_CONSUMERS_72] =
		"*2\r\n*8\r\n$4\r\nname\r\n$4\r\nanna\r\n$7\r\npending\r\n:2\r\n$4\r\nidle\r\n"
		":1000\r\n$8\r\ninactive\r\n:5000\r\n*8\r\n$4\r\nname\r\n$3\r\nben\r\n$7\r\n"
		"pending\r\n:0\r\n$4\r\nidle\r\n:12\r\n$8\r\ninactive\r\n:-1\r\n",
	[RECORDED_SUMMARY] =
		"*4\r\n:3\r\n$3\r\n1-0\r\n$3\r\n3-0\r\n*2\r\n*2\r\n$4\r\nanna\r\n$1\r\n2\r\n*2\r\n"
		"$3\r\nben\r\n$1\r\n1\r\n",
	[RECORDED_SUMMARY_EMPTY] = "*4\r\n:0\r\n$-1\r\n$-1\r\n$-1\r\n",
	[RECORDED_PAGE] =
		"*3\r\n*4\r\n$3\r\n1-0\r\n$4\r\nanna\r\n:74170458\r\n:1\r\n*4\r\n$3\r\n2-0\r\n$"
		"0\r\n"
		"\r\n:-1\r\n:9223372036854775807\r\n*4\r\n$3\r\n3-0\r\n$3\r\nben\r\n:5\r\n:2\r\n",
	[RECORDED_SCAN] = "*2\r\n$4\r\n1792\r\n*2\r\n$6\r\norders\r\n$8\r\nmail\x1b"
			  "]52\r\n",
	[RECORDED_TIME] = "*2\r\n$10\r\n1700000000\r\n$6\r\n123456\r\n",
	[RECORDED_RANGE] =
		"*3\r\n*2\r\n$3\r\n1-0\r\n*4\r\n$4\r\ntype\r\n$12\r\norder_placed\r\n$3\r\nqty\r\n"
		"$1\r\n3\r\n*2\r\n$3\r\n2-0\r\n$-1\r\n*2\r\n$3\r\n5-0\r\n*2\r\n$4\r\ntype\r\n$"
		"10\r\n"
		"order_paid\r\n",
	[RECORDED_INFO] =
		"$335\r\n# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n"
		"run_id:0123456789abcdef\r\nuptime_in_seconds:42\r\n\r\n# Clients\r\n"
		"connected_clients:3\r\n\r\n# Memory\r\nused_memory:1048576\r\n"
		"used_memory_human:1.00M\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\n\r\n"
		"# Persistence\r\nloading:0\r\n\r\n# Stats\r\ninstantaneous_ops_per_sec:17\r\n\r\n"
		"# Replication\r\nrole:master\r\n\r\n",
	[RECORDED_INFO_VALKEY] = "$104\r\n# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\n"
				 "valkey_version:8.0.1\r\nredis_mode:cluster\r\nloading:1\r\n\r\n",
	[RECORDED_NO_KEY] = "-ERR no such key\r\n",
	[RECORDED_NO_GROUP] = "-NOGROUP No such consumer group 'billing' for key name 'orders'\r\n",
	[RECORDED_WRONG_TYPE] =
		"-WRONGTYPE Operation against a key holding the wrong kind of value\r\n",
	[RECORDED_NO_PERMISSION] =
		"-NOPERM this user has no permissions to run the 'xinfo|stream' command\r\n",
	[RECORDED_SYNTAX] = "-ERR syntax error\r\n",
	[RECORDED_STATUS] = "+PONG\r\n",
	[RECORDED_INTEGER] = ":-9223372036854775808\r\n",
	[RECORDED_NIL] = "$-1\r\n",
	[RECORDED_EMPTY] = "*0\r\n",
	[RECORDED_NIL_LIST] = "*-1\r\n",
	[RECORDED_EMPTY_TEXT] = "$0\r\n\r\n",
	[RECORDED_DEEP] = "*2\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n*0\r\n",
};

#endif
