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
  private static final int MANY = 1000;
  private static final int LONG_SECONDS = 900;

  /** A JVM that crashes writes what it knows to a file. */
  private static final String JAVA =
      "{java: io.preforkd.example.Hello, archive: off, options: [-Xmx32m, -XX:+UseSerialGC,"
          + " -XX:-CreateCoredumpOnCrash, \"-XX:ErrorFile=@DIR@/crash-%p.log\"]}";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void childrenInJava() throws Exception {
    Chaos.run(stage, JAVA, SOME);
  }

  @Test
  void childrenInPerl() throws Exception {
    Chaos.run(stage, Workers.PERL, SOME);
  }

  @Test
  void childrenInC() throws Exception {
    Chaos.run(stage, worker(), SOME);
  }

  @Test
  @Tag("slow")
  @Timeout(value = LONG_SECONDS, unit = TimeUnit.SECONDS)
  void childrenInJavaForLong() throws Exception {
    Chaos.run(stage, JAVA, MANY);
  }

  @Test
  @Tag("slow")
  @Timeout(value = LONG_SECONDS, unit = TimeUnit.SECONDS)
  void childrenInPerlForLong() throws Exception {
    Chaos.run(stage, Workers.PERL, MANY);
  }

  @Test
  @Tag("slow")
  @Timeout(value = LONG_SECONDS, unit = TimeUnit.SECONDS)
  void childrenInCForLong() throws Exception {
    Chaos.run(stage, worker(), MANY);
  }

  /** {@code -Dminutes=N}: so many in place of 60. */
  @Test
  @Tag("slow")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void anHourReplays() throws Exception {
    Chaos.run(stage, Workers.PERL, Duration.ofMinutes(Integer.getInteger("minutes", 60)));
  }

  private String worker() throws Exception {
    return "{command: [" + Image.compileHello(stage.folder()) + "]}";
  }
}
