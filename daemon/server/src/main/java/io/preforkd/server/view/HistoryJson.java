package io.preforkd.server.view;

import io.preforkd.server.snapshot.Moment;
import io.preforkd.server.snapshot.Moment.Reading;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The past of a pool in columns: the n-th value of each is of the n-th moment, the oldest first.
 */
final class HistoryJson {
  private final List<Moment> moments;
  private final String pool;
  private final long now = System.nanoTime();
  private final ObjectNode columns = JsonNodeFactory.instance.objectNode();

  HistoryJson(List<Moment> past, String pool) {
    this.moments = past.stream().filter(moment -> moment.pools().containsKey(pool)).toList();
    this.pool = pool;
  }

  ObjectNode columns() {
    ArrayNode ages = columns.putArray("ago");
    moments.forEach(moment -> ages.add(StatusJson.seconds(now - moment.at())));
    column("busy", Reading::busy);
    column("idle", Reading::idle);
    column("starting", Reading::starting);
    column("leaving", Reading::leaving);
    column("backlog", Reading::backlog);
    column("min", Reading::min);
    column("max", Reading::max);
    column("min-spare", Reading::minSpare);
    column("max-spare", Reading::maxSpare);
    rates();
    return columns;
  }

  private void column(String name, ToIntFunction<Reading> value) {
    ArrayNode column = columns.putArray(name);
    moments.forEach(moment -> column.add(value.applyAsInt(reading(moment))));
  }

  /** Of the time between the moment before and this one; a pool added anew counts from nothing. */
  private void rates() {
    ArrayNode accepted = columns.putArray("accepted-per-second");
    ArrayNode saturated = columns.putArray("saturated-seconds");
    for (int i = 0; i < moments.size(); i++) {
      Moment to = moments.get(i);
      Moment from = moments.get(Math.max(0, i - 1));
      long nanos = Math.max(1, to.at() - from.at());
      long connections = growth(from, to, Reading::accepted);
      accepted.add(Math.round(connections * 1e10 / nanos) / 10.0);
      saturated.add(StatusJson.seconds(growth(from, to, Reading::saturatedNanos)));
    }
  }

  private long growth(Moment from, Moment to, ToLongFunction<Reading> counter) {
    return Math.max(0, counter.applyAsLong(reading(to)) - counter.applyAsLong(reading(from)));
  }

  private Reading reading(Moment moment) {
    return moment.pools().get(pool);
  }
}
