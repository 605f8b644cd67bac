package io.preforkd.server.top;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers of a daemon that never was. */
final class Samples {
  private static final long SECOND = 1_000_000_000L;

  private Samples() {}

  /** A pool web with two children, one of them busy, and a pool idle with none. */
  static Sample at(int second, int accepted, double saturated) {
    return new Sample(
        JsonMapper.shared()
            .readTree(
                """
                {"ok":true,
                 "daemon":{"version":"1.2.3","pid":4000000,"state":"ready","uptime":93784},
                 "pools":[
                   {"name":"web","ready":true,"idle":1,"busy":3,"starting":1,"leaving":0,"living":5,
                    "min":1,"max":12,"utilization":0.25,"min-spare":2,"max-spare":4,"held":5,"waiting":3,
                    "backlog":7,"backlog-limit":1024,"saturated":true,"saturated-seconds":%s,
                    "accepted":%d,
                    "slots":[
                      {"slot":0,"gen":17,"pid":4000001,"state":"idle","age":7.25,"since":0.1,
                       "open":0,"connections":12},
                      {"slot":1,"gen":18,"pid":4000002,"state":"busy","age":300.4,"since":8100,
                       "open":1,"connections":%d,"memory":62914560}]},
                   {"name":"idle","ready":false,"max":4,"accepted":0,"slots":[]}]}
                """
                    .formatted(saturated, accepted, accepted)),
        Optional.of(decision()),
        second * SECOND);
  }

  /** As {@link #at}, with another name for web. */
  static Sample named(String name) {
    Sample web = at(10, 100, 3);
    ((ObjectNode) web.status().path("pools").path(0)).put("name", name);
    return web;
  }

  private static JsonNode decision() {
    return JsonMapper.shared()
        .readTree(
            """
            {"time":"2026-01-02T03:04:05.678Z","pool":"web",
             "words":"started slot 4 (gen 41), since 3 waited and nobody was idle (idle 0, busy 5, starting 0, leaving 0, waiting 3; min 1, spare 2..4, max 16)"}
            """);
  }
}
