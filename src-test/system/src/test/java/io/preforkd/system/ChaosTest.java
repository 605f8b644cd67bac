package io.preforkd.system;

import io.preforkd.system.chaos.Chaos;
import io.preforkd.system.chaos.Target;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Stage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Faults by lot under load: whatever happens, every connection is accounted for, the daemon loses
 * nothing of its own and ends in order.
 */
class ChaosTest {
  private static final int SOME = 15;
  private static final String LOWEST_IDLE = "lowest-idle";
  private static final String SHARED = "shared";
  private static final String REUSE_PORT = "reuse-port";
  private static final String LEAST_BUSY = "least-busy";
  private static final String PASS = "pass";
  private static final int CONCURRENCY = 3;
  private static final int MANY = 1000;
  private static final int LONG_SECONDS = 900;

  /** A JVM that crashes writes what it knows to a file. */
  private static final String JAVA =
      "{java: io.preforkd.example.Hello, archive: off, options: [-Xmx32m, -XX:+UseSerialGC,"
          + " -XX:-CreateCoredumpOnCrash, \"-XX:ErrorFile=@DIR@/crash-%p.log\"]}";

  private static final String TEMPLATE =
      "{template: [perl, @IMAGE@/worker-api/examples/perl/template.pl,"
          + " @IMAGE@/worker-api/examples/perl/hello.pl]}";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void childrenInJava() throws Exception {
    Chaos.run(stage, new Target(JAVA, LOWEST_IDLE), SOME);
  }

  @Test
  void childrenInPerl() throws Exception {
    Chaos.run(stage, new Target(Workers.PERL, LOWEST_IDLE), SOME);
  }

  @Test
  void childrenInC() throws Exception {
    Chaos.run(stage, new Target(worker(), LOWEST_IDLE), SOME);
  }

  @Test
  void childrenThatShareASocket() throws Exception {
    Chaos.run(stage, new Target(worker(), SHARED), SOME);
  }

  @Test
  void childrenWithSocketsOfTheirOwn() throws Exception {
    Chaos.run(stage, new Target(worker(), REUSE_PORT), SOME);
  }

  @Test
  void childrenThatHoldMany() throws Exception {
    Chaos.run(stage, new Target(Workers.MULTI, LEAST_BUSY, CONCURRENCY), SOME);
  }

  @Test
  void childrenToWhichConnectionsArePassed() throws Exception {
    Chaos.run(stage, new Target(worker(), PASS), SOME);
  }

  @Test
  void childrenOfATemplate() throws Exception {
    Chaos.run(stage, new Target(TEMPLATE, LOWEST_IDLE), SOME);
  }

  @ParameterizedTest
  @CsvSource({
    "java, lowest-idle",
    "java, shared",
    "java, reuse-port",
    "perl, lowest-idle",
    "perl, round-robin",
    "c, lowest-idle",
    "c, shared",
    "c, reuse-port",
    "c, pass",
    "many, least-busy",
    "template, lowest-idle"
  })
  @Tag("slow")
  @Timeout(value = LONG_SECONDS, unit = TimeUnit.SECONDS)
  void forLong(String language, String dispatch) throws Exception {
    Chaos.run(stage, target(language, dispatch), MANY);
  }

  /** {@code -Dminutes=N}: so many in place of 60. */
  @Test
  @Tag("slow")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void anHourReplays() throws Exception {
    Duration time = Duration.ofMinutes(Integer.getInteger("minutes", 60));
    Chaos.run(stage, new Target(Workers.PERL, LOWEST_IDLE), time);
  }

  private Target target(String kind, String dispatch) throws Exception {
    return switch (kind) {
      case "java" -> new Target(JAVA, dispatch);
      case "perl" -> new Target(Workers.PERL, dispatch);
      case "many" -> new Target(Workers.MULTI, dispatch, CONCURRENCY);
      case "template" -> new Target(TEMPLATE, dispatch);
      default -> new Target(worker(), dispatch);
    };
  }

  private String worker() throws Exception {
    return "{command: [" + Image.compileHello(stage.folder()) + "]}";
  }
}
