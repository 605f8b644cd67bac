package io.preforkd.server.embed;

import io.preforkd.worker.Handler;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A pool of Java children, told in Java instead of YAML. What it does not say is as {@code
 * config/preforkd.yaml} has it, but for the address, which is a free port of the loopback
 * interface, and the class-data archive, of which there is none.
 *
 * <p>The children have the class path of the program that starts them.
 */
public final class JavaPool {
  private final String name;
  private final String handler;
  private final Map<String, String> keys = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private List<String> options = List.of();
  private boolean isInThreads;

  private JavaPool(String name, String handler) {
    this.name = name;
    this.handler = handler;
    keys.put("listen", quoted("127.0.0.1:0"));
  }

  /**
   * A pool whose children run this handler.
   *
   * @throws IllegalArgumentException if a child could not make one: the class must be public, and
   *     so must its constructor without parameters; a class inside another must be static
   */
  public static JavaPool of(String name, Class<? extends Handler> handler) {
    if (!canBeMade(handler)) {
      throw new IllegalArgumentException(
          handler.getName()
              + " cannot be made in another process: declare it public, static if it is inside"
              + " another class, with a public constructor without parameters");
    }
    return new JavaPool(name, handler.getName());
  }

  private static boolean canBeMade(Class<?> handler) {
    boolean hasConstructor =
        List.of(handler.getConstructors()).stream()
            .anyMatch(constructor -> constructor.getParameterCount() == 0);
    return hasConstructor && Modifier.isPublic(handler.getModifiers());
  }

  String name() {
    return name;
  }

  boolean isInThreads() {
    return isInThreads;
  }

  /** Listens there: {@code HOST:PORT}, port 0 being a free one, or {@code unix:/PATH}. */
  public JavaPool listen(String address) {
    return set("listen", quoted(address));
  }

  /** Has so many children, 1 or more, whatever its load. */
  public JavaPool children(int number) {
    return set("mode", "static").set("max", Integer.toString(number));
  }

  /**
   * Has threads of this program in the place of processes, also on systems other than Linux; then
   * all pools of a server must. They share everything with the program, and one that hangs cannot
   * be ended.
   */
  public JavaPool inThreads() {
    isInThreads = true;
    return this;
  }

  /** The options of the children's JVMs, in the place of the usual ones. */
  public JavaPool options(String... all) {
    options = List.of(all);
    return this;
  }

  /** Told to the handler, see {@link io.preforkd.worker.WorkerContext#settings}. */
  public JavaPool setting(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /**
   * Any other key of a pool.
   *
   * @param yaml its value as it stands in a configuration, in one line: {@code 2s}, {@code [a, b]}
   */
  public JavaPool set(String key, String yaml) {
    keys.put(key, yaml);
    return this;
  }

  /** A whole configuration, without admin listener and control socket. */
  static String configuration(List<JavaPool> pools) {
    StringBuilder text = new StringBuilder("admin: off\ncontrol: off\npools:\n");
    pools.forEach(pool -> text.append(pool.yaml()));
    return text.toString();
  }

  private String yaml() {
    List<String> worker = new ArrayList<>();
    worker.add((isInThreads ? "thread: " : "java: ") + quoted(handler));
    if (!isInThreads) {
      worker.add("archive: off");
    }
    if (!options.isEmpty()) {
      worker.add(
          "options: "
              + options.stream().map(JavaPool::quoted).collect(Collectors.joining(", ", "[", "]")));
    }
    if (!settings.isEmpty()) {
      worker.add(
          "settings: "
              + settings.entrySet().stream()
                  .map(entry -> quoted(entry.getKey()) + ": " + quoted(entry.getValue()))
                  .collect(Collectors.joining(", ", "{", "}")));
    }
    StringBuilder text = new StringBuilder("  - name: " + quoted(name) + "\n");
    text.append("    worker: {").append(String.join(", ", worker)).append("}\n");
    keys.forEach((key, value) -> text.append("    " + key + ": " + value + "\n"));
    return text.toString();
  }

  /** A text that YAML leaves alone; a dollar sign would begin a variable. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '"', '\\' -> quoted.append('\\').append(each);
        case '$' -> quoted.append("$$");
        default -> quoted.append(each < ' ' ? String.format("\\u%04x", (int) each) : each);
      }
    }
    return quoted.append('"').toString();
  }
}
