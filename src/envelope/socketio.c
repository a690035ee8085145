#include "envelope.h"
#include "stream/msgpack.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "uid") >= 0 && entry_find(entry, "nsp") >= 0 &&
		entry_find(entry, "type") >= 0;
}

static bool is(const struct reading *reading)
{
	struct text type = entry_value(reading->entry, "type");

	return type.length == 1 || type.length == 2 ? type.at[0] >= '0' && type.at[0] <= '9'
						    : false;
}

/* What servers say to each other, by its number. */
static const char *kind_of(struct text type)
{
	static const char *const kinds[][2] = {{"1", "initial_heartbeat"}, {"2", "heartbeat"},
		{"3", "broadcast"}, {"4", "sockets_join"}, {"5", "sockets_leave"},
		{"6", "disconnect_sockets"}, {"7", "fetch_sockets"},
		{"8", "fetch_sockets_response"}, {"9", "server_side_emit"},
		{"10", "server_side_emit_response"}, {"11", "broadcast_client_count"},
		{"12", "broadcast_ack"}, {"13", "adapter_close"}};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (text_is(type, kinds[i][0])) {
			return kinds[i][1];
		}
	}
	return "unknown";
}

/* The first item of a JSON array, where it is a string. */
static struct text first_of(struct reading *reading, const struct json_value *array)
{
	struct json_value name, item;
	struct json_walk walk;

	if (array->kind != JSON_ARRAY || !json_read(array->raw, &item)) {
		return text_of("");
	}
	json_walk_begin(&walk, &item);
	if (!json_walk_next(&walk, &name, &item) || item.kind != JSON_STRING) {
		return text_of("");
	}
	return read_value(reading, &item);
}

static struct text name_in_json(struct reading *reading, struct text data)
{
	struct json_value array;

	if (document_find(data, "packet.data", &array) || document_find(data, "packet", &array)) {
		return first_of(reading, &array);
	}
	return text_of("");
}

static struct text name_in_msgpack(struct text packet)
{
	struct msgpack_item item;
	struct text data;

	if (!msgpack_find(&packet, "packet")) {
		return text_of("");
	}
	data = packet;
	if (!msgpack_find(&data, "data")) {
		data = packet;
	}
	if (!msgpack_next(&data, &item) || item.kind != MSGPACK_ARRAY || item.count == 0 ||
		!msgpack_next(&data, &item) || item.kind != MSGPACK_STRING) {
		return text_of("");
	}
	return item.bytes;
}

static void read(struct reading *reading)
{
	struct text data = entry_value(reading->entry, "data"), name = text_of("");

	if (document_begins(data)) {
		reading->event->payload = data;
		name = name_in_json(reading, data);
	} else if (data.length > 0) {
		reading->event->payload = read_base64(reading, data);
		name = name_in_msgpack(reading->event->payload);
	}
	reading->event->type =
		name.length > 0 ? name : text_of(kind_of(entry_value(reading->entry, "type")));
}

const struct envelope socketio_envelope = {
	.name = "socket.io",
	.help = "Socket.IO: what servers tell each other, and events among it",
	.fits = fits,
	.is = is,
	.read = read,
};
