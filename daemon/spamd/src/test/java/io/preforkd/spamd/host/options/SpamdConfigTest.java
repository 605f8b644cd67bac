package io.preforkd.spamd.host.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.config.ConfigReader;
import io.preforkd.config.LoadedConfig;
import io.preforkd.config.PoolSettings;
import io.preforkd.config.WorkerSettings.TemplateWorker;
import io.preforkd.spamd.host.options.Surroundings.Stderr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code --dump-config} prints, word by word, and that preforkd can read it. */
class SpamdConfigTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/io/preforkd/spamd/host/options").toAbsolutePath();

  private static String text(List<String> line) throws WrongOption {
    return text(line, Stderr.SOMEBODY);
  }

  private static String text(List<String> line, Stderr stderr) throws WrongOption {
    Surroundings where = new FakeSurroundings(FakeSurroundings.PLAIN.environment(), stderr);
    return SpamdConfig.of(SpamdOptions.of(Arguments.of(line), where), where, line);
  }

  private static LoadedConfig read(String text) {
    return ConfigReader.readText(Path.of("/caller/x"), text, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "debian, --create-prefs --max-children 5 --helper-home-dir -d --pidfile=/run/spamd.pid",
    "plain, ''",
    "all, -xlLPD --ssl -i -i ssl:127.0.0.1:784 --socketpath s --socketmode 0660 --socketowner filter"
        + " -A 10. -A 192.0.2.0/24 -m 2000 --max-conn-per-child 1 -T0 --timing -u filter -g mail"
        + " --ssl-ca-file ca.pem -s x.log --log-timestamp-fmt= --cf=score_X_$1 --virtual-config-dir=u/%u",
    "robin, --round-robin -m 3 -4 -U somebody -g mail -s null"
  })
  void isPrintedAsItStandsHere(String name, String line) throws WrongOption, IOException {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" ", -1));
    String text = text(words);
    assertEquals(Files.readString(GOLDEN.resolve(name + ".yaml")), text);
    assertEquals(List.of(), read(text).faults());
  }

  @ParameterizedTest
  @CsvSource({
    "'', --home=/root",
    "--helper-home-dir, --helper-home-dir=",
    "-H /h, --helper-home-dir=/h",
    "-H h, --helper-home-dir=/caller/h",
    "-u filter, --home=/home/filter",
    "-u filter -H, --helper-home-dir="
  })
  void tellsTheEngineWhereHelpersAreAtHome(String line, String word) throws WrongOption {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" ", -1));
    assertEquals(List.of(word), engine(words).stream().filter(w -> w.contains("home")).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "SOMEBODY, '', false",
    "SOMEBODY, -d, true",
    "JOURNAL, '', true",
    "JOURNAL, -s /var/log/spamd.log, true",
    "JOURNAL, -s stderr, false",
    "JOURNAL, -s null, false",
    "NOBODY, -s stderr, true"
  })
  void theEnginePrintsNothingInVain(Stderr stderr, String line, boolean expected)
      throws WrongOption {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" ", -1));
    assertEquals(expected, engine(words, stderr).contains("--daemonize"));
  }

  private static List<String> engine(List<String> line) throws WrongOption {
    return engine(line, Stderr.SOMEBODY);
  }

  private static List<String> engine(List<String> line, Stderr stderr) throws WrongOption {
    PoolSettings pool = read(text(line, stderr)).settings().orElseThrow().pools().get(0);
    return ((TemplateWorker) pool.worker()).command();
  }

  @Test
  void emptyValuesMeanWhatTheyMeanToSpamd() throws WrongOption {
    List<String> line =
        List.of("-A", "", "--cf", "", "--pre", "", "-U", "", "-g", "", "--ssl-ca-path", "");
    List<String> all = engine(line);
    List<String> expected =
        List.of("--default-user", "", "--allowed-ips", "", "--cf", "", "--pre", "");
    assertEquals(expected, all.subList(all.size() - expected.size(), all.size()));
  }

  @Test
  void handsEveryTextToTheEngineAsItIs() throws WrongOption {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      String value = Stream.generate(() -> letter(random)).limit(9).reduce("x", String::concat);
      List<String> words = engine(List.of("--cf", value));
      assertEquals("--cf=" + value, words.get(words.size() - 1));
    }
  }

  private static String letter(Random random) {
    return List.of("a", "$", "{", "}", "\"", "\\", "'", "#", ":", " ", "\t", "\n", "ä", "%", "-")
        .get(random.nextInt(15));
  }

  @Test
  void passesVariablesOfAnyNameOn() throws WrongOption {
    Map<String, String> variables = Map.of("NULL", "1", "On", "1", "True", "1", "no", "1");
    Surroundings where = new FakeSurroundings(variables, Stderr.SOMEBODY);
    String text = SpamdConfig.of(SpamdOptions.of(Arguments.of(List.of()), where), where, List.of());
    PoolSettings pool = read(text).settings().orElseThrow().pools().get(0);
    assertEquals(List.of("NULL", "On", "True", "no"), pool.process().passEnvironment());
  }

  @Test
  void opensNoControlSocketWithoutAFolder() {
    Watching watching = new Watching(Map.of("PREFORKD_RUN", ""));
    assertEquals(Optional.empty(), watching.control());
    assertEquals(List.of("there is no control socket"), watching.faults());
  }

  @Test
  void opensAnAdministrativePortOnlyIfItIsAskedTo() throws WrongOption {
    Surroundings where =
        new FakeSurroundings(Map.of("PREFORKD_ADMIN", "127.0.0.1:9783"), Stderr.SOMEBODY);
    String text = SpamdConfig.of(SpamdOptions.of(Arguments.of(List.of()), where), where, List.of());
    assertEquals(
        "Admin[listen=Optional[127.0.0.1:9783], isRequired=false, agentCheck=Optional.empty]",
        read(text).settings().orElseThrow().admin().toString());
  }
}
