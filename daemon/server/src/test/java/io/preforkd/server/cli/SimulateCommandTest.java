package io.preforkd.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.Event;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.journal.Track;
import io.preforkd.server.journal.Journal;
import io.preforkd.server.testing.Configs;
import io.preforkd.server.testing.PoolSpecs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class SimulateCommandTest {
  private static final String[] BUSY = {
    "--arrivals", "constant:100/s", "--service", "constant:50ms", "--duration", "1m"
  };

  @TempDir private Path directory;
  @RegisterExtension final CaughtOutput output = new CaughtOutput();

  @Test
  void saysWhatAnotherSizeWouldHaveChanged() throws Exception {
    int code = simulate("max: 4", busy("--set", "mode=static,max=12", "--child-memory", "40MiB"));
    assertEquals(0, code, err());
    assertTrue(out().startsWith("pool=web, 5999 connections in 60.00 s\n"), out());
    assertTrue(
        out()
            .contains("\nwith mode=static,max=12 you would have had 0 s of saturation instead of "),
        out());
    assertTrue(out().matches("(?s).*, and \\d+ MiB more at the most\n"), out());
    assertTrue(out().contains("as configured"), out());
  }

  @Test
  void printsJson() throws Exception {
    int code =
        simulate(
            "max: 4",
            busy(
                "--json",
                "--set",
                "mode=static,max=12",
                "--child-memory",
                "1MiB",
                "--base-memory",
                "10MiB"));
    assertEquals(0, code, err());
    JsonNode answer = JsonMapper.shared().readTree(out());
    assertEquals("web", answer.path("pool").asString());
    assertEquals(60, answer.path("duration").asDouble());
    JsonNode first = answer.path("scenarios").path(0);
    JsonNode other = answer.path("scenarios").path(1);
    assertEquals("12", other.path("set").path("max").asString());
    assertEquals(4, first.path("children").path("max").asInt());
    assertEquals(14 << 20, first.path("memory").path("max").asInt());
    assertEquals(58, first.path("saturated").asDouble(), 2);
    assertEquals(0, other.path("saturated").asDouble());
    assertTrue(first.path("wait").path("p99").asDouble() > 1, out());
    assertTrue(other.path("wait").path("p50").asDouble() < 0.001, out());
  }

  @Test
  void drawsAPicture() throws Exception {
    Path picture = directory.resolve("load.svg");
    assertEquals(
        0,
        simulate("max: 4", busy("--plot", picture.toString(), "--set", "mode=static,max=12")),
        err());
    Document svg =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
    assertEquals("svg", svg.getDocumentElement().getTagName());
    assertEquals(4, svg.getElementsByTagName("polyline").getLength());
    assertTrue(Files.readString(picture).contains(">mode=static,max=12</text>"));
  }

  @Test
  void aPictureThatCannotBeWrittenIsNamed() throws Exception {
    Path nowhere = directory.resolve("none").resolve("load.svg");
    assertEquals(73, simulate("max: 4", busy("--plot", nowhere.toString())));
    assertTrue(err().contains(nowhere + " cannot be written"), err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--arrivals gauss:3/s --service constant:1s | '--arrivals'",
        "--arrivals gauss:3/s --service constant:1s | poisson:RATE",
        "--arrivals poisson:3/s --service 1s | exponential:MEAN",
        "--arrivals poisson:3/s | --service",
        "--journal x --duration 1m | --journal",
        "--journal x --seed 2 | --journal",
        "--arrivals poisson:3/s --service constant:1s --duration 5 | '--duration'",
        "--arrivals poisson:3/s --service constant:1s --set mix=3 | min-spare",
        "--arrivals poisson:3/s --service constant:1s --set max=0 | max must be at least 1",
        "--arrivals poisson:3/s --service constant:1s --pool mail | web",
        "--arrivals poisson:3/s --service constant:1s --base-memory 1MiB | --child-memory",
        "--arrivals poisson:3/s --service constant:1s --child-memory 1MB | '--child-memory'"
      })
  void wrongOptionsAreNamed(String options, String named) throws Exception {
    assertEquals(64, simulate("max: 4", options.split(" ", -1)));
    assertTrue(err().contains(named), err());
    assertTrue(err().endsWith("Try 'preforkd simulate --help'.\n"), err());
  }

  @Test
  void faultsOfTheConfigurationAreNamed() throws Exception {
    assertEquals(78, simulate("mim: 4", BUSY));
    assertTrue(err().contains("preforkd.yaml:") && err().contains("mim"), err());
  }

  @Test
  void aPoolThatCannotBeSimulatedIsNamed() throws Exception {
    assertEquals(78, simulate("dispatch: reuse-port\n    listen: 127.0.0.1:7000", BUSY));
    assertTrue(err().contains("pool web") && err().contains("cannot be simulated"), err());
  }

  @Test
  void aJournalThatIsNoneIsNamed() throws Exception {
    Path journal = directory.resolve("journal");
    assertEquals(66, simulate("max: 4", "--journal", journal.toString()));
    assertTrue(err().contains(journal + " cannot be read"), err());
    Files.writeString(journal, "{}\n");
    assertEquals(65, simulate("max: 4", "--journal", journal.toString()));
    assertTrue(err().contains(journal + ":1: "), err());
  }

  /** It has a pool of that name, and nobody has come. */
  @Test
  void aJournalWithoutALoadIsNamed() throws Exception {
    PoolSpec spec = PoolSpecs.of(PoolMode.DYNAMIC);
    Quota quota = new Quota(100);
    Journal journal = new Journal(quota, "1", fault -> {});
    Generations row = new Generations();
    Pool pool = new Pool(spec, Scaling.SPARES.algorithm(), quota, row);
    Track track = journal.add("web", Scaling.SPARES, row, pool);
    track.on(0, new Event.Open());
    Path file = Files.writeString(directory.resolve("journal"), journal.entries().lines());
    assertEquals(65, simulate("max: 4", "--journal", file.toString()));
    assertTrue(err().contains(file + ": nobody was served"), err());
  }

  private static String[] busy(String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(BUSY));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private int simulate(String line, String... options) throws Exception {
    String[] lines = ("worker: {command: [cat]}\n" + line).split("\n *", -1);
    Path file = Configs.file(directory, Configs.pools(lines));
    List<String> all = new ArrayList<>(List.of("simulate", "-c", file.toString()));
    all.addAll(Arrays.asList(options));
    return output.execute(all.toArray(String[]::new));
  }

  private String out() {
    return output.out();
  }

  private String err() {
    return output.err();
  }
}
