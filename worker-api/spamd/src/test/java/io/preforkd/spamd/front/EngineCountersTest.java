package io.preforkd.spamd.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.preforkd.worker.protocol.Metric;
import io.preforkd.worker.protocol.MetricReport;
import io.preforkd.worker.runtime.Meters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine in Perl and the front end here count alike: alerts need not know which one it is. */
@Timeout(60)
class EngineCountersTest {
  private static final Path PERL = Path.of("/usr/bin/perl");
  private static final Set<String> NEVER_OURS = Set.of("acl", "tls");

  @Test
  void bothBeginWithTheSameCountersAtZero() throws Exception {
    assumeTrue(Files.isExecutable(PERL), "no perl");
    Set<Metric> engine = zerosOfTheEngine();
    assertTrue(
        engine.removeIf(metric -> NEVER_OURS.contains(metric.labels().getOrDefault("reason", ""))));
    Meters meters = new Meters(() -> {});
    new Counts(meters);
    assertEquals(engine, new HashSet<>(meters.take(1 << 20).metrics()));
  }

  private static Set<Metric> zerosOfTheEngine() throws Exception {
    String module = "-MPreforkd::Spamd::Tally";
    String program = "print Preforkd::Spamd::Tally::report_of_nothing()";
    Process perl =
        new ProcessBuilder(PERL.toString(), "-I../perl/lib", module, "-e", program)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String report = new String(perl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(0, perl.waitFor());
    return new HashSet<>(MetricReport.parse(report).metrics());
  }
}
