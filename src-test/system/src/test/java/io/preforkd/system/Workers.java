package io.preforkd.system;

/** Configurations that many tests begin with: one pool, {@code web}, on {@code @PORT@}. */
final class Workers {
  static final String ADMIN = "admin: {listen: 127.0.0.1:@ADMIN@}\n";

  static final String JAVA = "{java: io.preforkd.example.Hello}";
  static final String PERL = "{command: [perl, @IMAGE@/worker-api/examples/perl/hello.pl]}";

  /** Workers that are driven by events, and hold many connections each. */
  static final String NETTY = "{netty: io.preforkd.example.HelloEvents}";

  static final String MULTI =
      "{command: [python3, @IMAGE@/worker-api/examples/python/hello_multi.py]}";

  /** Takes a gibibyte as it starts. */
  static final String GREEDY = "{command: [perl, -e, \"my $$x = 'x' x (1 << 30); sleep 9\"]}";

  private Workers() {}

  /** The worker that behaves in the one way that rogue.pl calls by this name. */
  static String rogue(String mode) {
    return "{command: [perl, @WORKERS@/rogue.pl, " + mode + ", @DIR@/go]}";
  }

  /** A daemon with the pool {@code web} and such further keys, as {@code "max: 2"}. */
  static String web(String worker, String... keys) {
    return ADMIN + "pools:\n" + pool("web", "127.0.0.1:@PORT@", worker, keys);
  }

  /** A pool of the Java worker for spamd, with its scanner's settings. */
  static String spamd(String settings, String... keys) {
    String worker =
        "{java: io.preforkd.spamd.Spamd, class-path: ['${PREFORKD_HOME}/lib/spamd/*'], settings: {"
            + settings
            + "}}";
    return ADMIN + "pools:\n" + pool("spamd", "127.0.0.1:@PORT@", worker, keys);
  }

  /** One more pool for {@link #web}. */
  static String pool(String name, String listen, String worker, String... keys) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("  - name: ").append(name).append('\n');
    yaml.append("    listen: ").append(listen).append('\n');
    yaml.append("    worker: ").append(worker).append('\n');
    for (String key : keys) {
      yaml.append("    ").append(key).append('\n');
    }
    return yaml.toString();
  }
}
