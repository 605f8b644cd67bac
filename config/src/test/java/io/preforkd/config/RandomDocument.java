package io.preforkd.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes documents that have no fault: every key that needs no other, now and then, with any value
 * of its range.
 */
final class RandomDocument {
  private final Random random;

  RandomDocument(Random random) {
    this.random = random;
  }

  String next() {
    StringBuilder text = new StringBuilder();
    maybe(text, "", "max-children", "32768");
    maybe(text, "", "stop-timeout", time());
    maybe(text, "", "log", log());
    maybe(text, "", "admin", "{listen: " + oneOf("off", "'[::1]:9'", "localhost:9") + "}");
    maybe(
        text,
        "",
        "control",
        oneOf("off", "unix:/run/c", "{mode: 0640}", "{group: www, listen: 'unix:/c'}"));
    maybe(text, "", "journal", oneOf("off", "/var/j", "{file: j, size: 0}", "{file: j, keep: 0}"));
    maybe(text, "", "bind-retry", oneOf("0", "1ms", "20s", "1h"));
    maybe(text, "", "drain-delay", oneOf("0", "1ms", "20s", "1h"));
    text.append("pools:\n");
    for (int i = 0; i <= random.nextInt(3); i++) {
      text.append("  - name: p").append(i).append('\n');
      pool(text, i);
    }
    return text.toString();
  }

  private String log() {
    String level = "level: " + oneOf("error", "warn", "info", "debug");
    String to = oneOf("to: stderr", "to: syslog, syslog: {facility: mail}", "to: a/b, size: 1MiB");
    return "{" + level + ", " + to + "}";
  }

  private void pool(StringBuilder text, int index) {
    text.append("    listen: ").append(listen(index)).append('\n');
    maybe(
        text, "    ", "may-listen", oneOf("[]", "['*:80', 'unix:@x']", "['[::1]:9', '1.2.3.4:0']"));
    text.append("    worker: ")
        .append(
            oneOf(
                "{java: a.B$$C}",
                "{command: [a, -b, 3]}",
                "{inetd: [a, -b, 3]}",
                "{template: [a, -b, 3], settings: {x: 1}}",
                "{netty: a.B, options: [-Xmx9m]}",
                "{java: a, settings: {x: 1}}"))
        .append('\n');
    sizes(text);
    for (String key :
        List.of("growth-interval", "kill-after", "respawn-delay-max", "start-timeout")) {
      maybe(text, "    ", key, oneOf("30m", "1h", "100s"));
    }
    maybe(text, "    ", "connection-timeout", time());
    if (random.nextBoolean()) {
      maybe(text, "    ", "self-accept", oneOf("true", "false", "${NONE:-true}"));
    } else {
      String ownFormat = "{to: stderr, format: '%%{%s} $$%{%s}t'}";
      maybe(text, "    ", "access-log", oneOf("off", "x/y.log", ownFormat));
    }
    maybe(text, "    ", "umask", oneOf("0000", "\"0777\"", "0027"));
    maybe(text, "    ", "nice", String.valueOf(random.nextInt(40) - 20));
    maybe(text, "    ", "oom-score-adj", String.valueOf(random.nextInt(2001) - 1000));
    maybe(
        text,
        "    ",
        "limits",
        "{nofile: " + random.nextInt(9999) + ", as: " + oneOf("1GiB", "unlimited", "512") + "}");
    maybe(
        text,
        "    ",
        "environment",
        "{A: " + oneOf("b", "1", "true", "'x y'", "1.5", "''", "$$") + "}");
    maybe(text, "    ", "scaling", oneOf("spares", "spamd"));
    maybe(text, "    ", "hooks", oneOf("{}", "{child-exited: [a, '']}", "{timeout: 1m}"));
  }

  private void sizes(StringBuilder text) {
    List<Integer> sizes =
        new ArrayList<>(
            List.of(1 + random.nextInt(300), 1 + random.nextInt(300), 1 + random.nextInt(300)));
    sizes.sort(null);
    if (random.nextBoolean()) {
      text.append("    min: %d\n    start: %d\n    max: %d\n".formatted(sizes.toArray()));
      maybe(text, "    ", "max-spare", String.valueOf(sizes.get(2)));
    } else {
      maybe(text, "    ", "mode", oneOf("static", "on-demand", "dynamic"));
      maybe(text, "    ", "max", String.valueOf(sizes.get(0)));
    }
  }

  private String listen(int index) {
    int port = 1000 + index;
    String one =
        oneOf(
            "127.0.0.1:" + port,
            "'*:" + port + "'",
            "'[::]:" + port + "'",
            "unix:/run/" + index,
            "unix:@" + index);
    return oneOf(
        one,
        "[" + one + ", systemd:s" + index + "]",
        "{address: " + one + ", backlog: " + port + "}");
  }

  private String time() {
    return oneOf(
        "0",
        random.nextInt(9999) + "ms",
        random.nextInt(999) + "s",
        random.nextInt(59) + "m",
        "24h");
  }

  private void maybe(StringBuilder text, String indent, String key, String value) {
    if (random.nextBoolean()) {
      text.append(indent).append(key).append(": ").append(value).append('\n');
    }
  }

  private String oneOf(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
