package io.preforkd.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.preforkd.config.AccessFormat;
import io.preforkd.config.ConfigReader;
import io.preforkd.config.LoadedConfig;
import io.preforkd.server.log.AccessRecord.Outcome;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AccessLineTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final long END = Instant.parse("2026-03-04T05:06:07.089Z").toEpochMilli();
  private static final AccessRecord CONNECTION =
      new AccessRecord("web", 3, 17, 4242, "tcp-80", 9, Outcome.FAILED, 1_234_567_890L);

  /** As the configuration has it. */
  private static AccessFormat format(String accessLog) {
    String text =
        "pools:\n  - {name: web, listen: '127.0.0.1:80', worker: {command: [a]}, access-log: "
            + accessLog
            + "}\n";
    LoadedConfig loaded = ConfigReader.readText(Path.of("/test.yaml"), text, Map.of());
    return loaded
        .settings()
        .orElseThrow(() -> new AssertionError(loaded.faults()))
        .accessLogs()
        .get("web")
        .format();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "%n/%S/%g/%p/%L/%c/%s; web/3/17/4242/tcp-80/9/failed",
        "%d %{seconds}d; 1.235 1.235",
        "%{milliseconds}d %{mili}d; 1234.568 1234.568",
        "%{micro}d us; 1234567 us",
        "%T; 04/Mar/2026:06:06:07 +0100",
        "%{%H:%M:%S}t; 06:06:05",
        "100%% of %n%n; 100% of webweb",
        "no field; no field"
      })
  void hasEachFieldAtItsLetter(String format, String line) {
    assertEquals(
        line,
        new AccessLine(format("{to: stderr, format: '" + format + "'}"), ZONE).of(CONNECTION, END));
  }

  /** What a configuration may have is what becomes a time, and no control character. */
  @ParameterizedTest
  @MethodSource("letters")
  void takesTheLettersOfATimeThatAreKnown(String letter) {
    String time = Strftime.format("%" + letter, Instant.ofEpochMilli(END).atZone(ZONE));
    boolean isKnown = !time.equals("%" + letter) && time.chars().allMatch(c -> c >= ' ');
    String format = "%{%" + letter + "}T";
    if (isKnown) {
      String line =
          new AccessLine(format("{to: stderr, format: '" + format + "'}"), ZONE)
              .of(CONNECTION, END);
      assertEquals(time, line);
    } else {
      assertThrows(AssertionError.class, () -> format("{to: stderr, format: '" + format + "'}"));
    }
  }

  static Stream<String> letters() {
    return IntStream.rangeClosed('!', '~')
        .filter(c -> c != '\'' && c != '}' && c != '$')
        .mapToObj(Character::toString);
  }

  @Test
  void namesTheDaemon() {
    String line = new AccessLine(format("{to: stderr, format: '%P'}"), ZONE).of(CONNECTION, END);
    assertEquals(Long.toString(ProcessHandle.current().pid()), line);
  }

  @Test
  void theUsualLineHasWhatIsKnown() {
    assertEquals(
        "2026-03-04T06:06:07+0100 pool=web slot=3 gen=17 pid=4242 listener=tcp-80 connection=9 outcome=failed"
            + " seconds=1.235",
        new AccessLine(format("stderr"), ZONE).of(CONNECTION, END));
  }
}
