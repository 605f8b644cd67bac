package io.preforkd.server.cli;

import io.preforkd.config.Fault;
import io.preforkd.server.sys.NotifySocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The configuration that {@code preforkd cluster} stands for. */
record ClusterConfig(
    int workers,
    List<String> listen,
    String stopSignal,
    String stopTimeout,
    String admin,
    String control,
    List<String> server) {
  /**
   * What belongs to this process alone, as from systemd, and names that no shell could have set.
   */
  private static final Pattern FOR_COPIES =
      Pattern.compile("(?!PREFORKD_|" + NotifySocket.OWN + ")[A-Za-z_][A-Za-z0-9_]*");

  private static final Map<String, String> OPTIONS =
      Map.of(
          "pools[0].max", "--workers",
          "pools[0].listen", "--listen",
          "pools[0].worker.stop-signal", "--stop-signal",
          "stop-timeout", "--stop-timeout",
          "pools[0].drain-timeout", "--stop-timeout",
          "admin", "--admin",
          "control", "--control");

  /** Who has given options does not know of keys. */
  static String inWordsOfTheCaller(Fault fault) {
    String option =
        OPTIONS.entrySet().stream()
            .filter(entry -> fault.key().startsWith(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(fault.key());
    return option + ": " + fault.message() + fault.remedy().map(advice -> "; " + advice).orElse("");
  }

  /**
   * Its text, in JSON.
   *
   * @param environment the caller's, whose names the copies get
   * @param umask the caller's, 0 to 0777
   */
  String text(Map<String, String> environment, Path directory, int umask) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("admin", plain(admin));
    all.put("control", plain(control));
    all.put("stop-timeout", plain(stopTimeout));
    ObjectNode pool = all.putArray("pools").addObject();
    pool.put("name", "cluster");
    strings(pool.putArray("listen"), listen);
    ObjectNode worker = pool.putObject("worker");
    strings(worker.putArray("server"), server);
    worker.put("stop-signal", plain(stopSignal));
    pool.put("dispatch", "shared");
    pool.put("mode", "static");
    pool.put("max", workers);
    pool.put("drain-timeout", plain(stopTimeout));
    pool.put("directory", plain(directory.toString()));
    pool.put("umask", String.format(Locale.ROOT, "%04o", umask));
    List<String> names =
        environment.keySet().stream().filter(FOR_COPIES.asMatchPredicate()).sorted().toList();
    strings(pool.putArray("pass-environment"), names);
    return all.toString();
  }

  private static void strings(ArrayNode array, List<String> texts) {
    texts.forEach(text -> array.add(plain(text)));
  }

  /** A dollar sign in a configuration begins a variable. */
  private static String plain(String text) {
    return text.replace("$", "$$");
  }
}
