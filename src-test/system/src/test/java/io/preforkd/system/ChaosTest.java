package io.preforkd.system;

import io.preforkd.system.chaos.Chaos;
import io.preforkd.system.harness.Image;
import io.preforkd.system.harness.Stage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Faults by lot under load: whatever happens, every connection is accounted for, the daemon loses
 * nothing of its own and ends in order.
 */
class ChaosTest {
  private static final int SOME = 15;
  private static final String LOWEST_IDLE = "lowest-idle";
  private static final String SHARED = "shared";
  private static final int MANY = 1000;
  private static final int LONG_SECONDS = 900;

  /** A JVM that crashes writes what it knows to a file. */
  private static final String JAVA =
      "{java: io.preforkd.example.Hello, archive: off, options: [-Xmx32m, -XX:+UseSerialGC,"
          + " -XX:-CreateCoredumpOnCrash, \"-XX:ErrorFile=@DIR@/crash-%p.log\"]}";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void childrenInJava() throws Exception {
    Chaos.run(stage, JAVA, LOWEST_IDLE, SOME);
  }

  @Test
  void childrenInPerl() throws Exception {
    Chaos.run(stage, Workers.PERL, LOWEST_IDLE, SOME);
  }

  @Test
  void childrenInC() throws Exception {
    Chaos.run(stage, worker(), LOWEST_IDLE, SOME);
  }

  @Test
  void childrenThatShareASocket() throws Exception {
    Chaos.run(stage, worker(), SHARED, SOME);
  }

  @Test
  @Tag("slow")
  @Timeout(value = LONG_SECONDS, unit = TimeUnit.SECONDS)
  void childrenThatShareASocketForLong() throws Exception {
    Chaos.run(stage, worker(), SHARED, MANY);
  }

  @Test
  @Tag("slow")
  @Timeout(value = LONG_SECONDS, unit = TimeUnit.SECONDS)
  void childrenInJavaThatShareASocketForLong() throws Exception {
    Chaos.run(stage, JAVA, SHARED, MANY);
  }

  @Test
  @Tag("slow")
  @Timeout(value = LONG_SECONDS, unit = TimeUnit.SECONDS)
  void childrenInTurnForLong() throws Exception {
    Chaos.run(stage, Workers.PERL, "round-robin", MANY);
  }

  @Test
  @Tag("slow")
  @Timeout(value = LONG_SECONDS, unit = TimeUnit.SECONDS)
  void childrenInJavaForLong() throws Exception {
    Chaos.run(stage, JAVA, LOWEST_IDLE, MANY);
  }

  @Test
  @Tag("slow")
  @Timeout(value = LONG_SECONDS, unit = TimeUnit.SECONDS)
  void childrenInPerlForLong() throws Exception {
    Chaos.run(stage, Workers.PERL, LOWEST_IDLE, MANY);
  }

  @Test
  @Tag("slow")
  @Timeout(value = LONG_SECONDS, unit = TimeUnit.SECONDS)
  void childrenInCForLong() throws Exception {
    Chaos.run(stage, worker(), LOWEST_IDLE, MANY);
  }

  /** {@code -Dminutes=N}: so many in place of 60. */
  @Test
  @Tag("slow")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void anHourReplays() throws Exception {
    Duration time = Duration.ofMinutes(Integer.getInteger("minutes", 60));
    Chaos.run(stage, Workers.PERL, LOWEST_IDLE, time);
  }

  private String worker() throws Exception {
    return "{command: [" + Image.compileHello(stage.folder()) + "]}";
  }
}
