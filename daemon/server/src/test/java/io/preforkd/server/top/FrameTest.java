package io.preforkd.server.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.sys.Terminal.Size;
import io.preforkd.server.top.Line.Look;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
  private static final Rates RATES =
      new Rates(Optional.of(Samples.at(10, 100, 3)), Samples.at(12, 125, 3.5));

  private final View view = new View();

  @BeforeEach
  void see() {
    view.see(List.of("web", "idle"));
  }

  private String shown(Size size) {
    return Frame.of(RATES, view, size).stream().map(Line::text).collect(Collectors.joining("\n"));
  }

  @Test
  void showsTheDaemonItsPoolsAndTheChildrenOfTheChosenOne() {
    String shown = shown(Size.USUAL).replaceAll("(?m)^\\d\\d:\\d\\d:05 ", "HH:MM:05 ");
    assertEquals(
        """
        preforkd 1.2.3 pid=4000000 ready, up 1d02h
          pool             state       idle  busy start leave     total  wait   conn/s
        > web              saturated      1     3     1     0      5/12     3     12.5
          idle             not ready      0     0     0     0       0/4     0      0.0

        pool=web held at 5: spare=1 of 2..4 backlog=7/1024 used=25% saturated=25%
        HH:MM:05 started slot 4 (gen 41), since 3 waited and nobody was idle (idle 0, bu
        sy 5, starting 0, leaving 0, waiting 3; min 1, spare 2..4, max 16)
        slot      gen     pid state       age in state  open connections  per s memory
           0       17 4000001 idle       7.3s     0.1s     0          12    0.0      -
           1       18 4000002 busy      5m00s    2h15m     1         125   12.5  60MiB
        """
            .strip(),
        shown.substring(0, shown.indexOf("\n\n\n")));
    assertTrue(shown.endsWith("h help"), shown);
    assertEquals(Size.USUAL.lines(), shown.lines().count());
  }

  @ParameterizedTest
  @CsvSource({"80,24", "40,12", "20,5", "1,1", "200,60"})
  void fitsTheScreen(int columns, int lines) {
    List<Line> shown = Frame.of(RATES, view, new Size(columns, lines));
    assertEquals(lines, shown.size());
    assertTrue(shown.stream().allMatch(line -> line.text().length() <= columns));
  }

  @Test
  void aLongNameOfAPoolMovesNoColumn() {
    Rates rates = new Rates(Optional.empty(), Samples.named("a-name-of-more-than-16"));
    view.see(List.of("a-name-of-more-than-16"));
    List<String> shown = Frame.of(rates, view, Size.USUAL).stream().map(Line::text).toList();
    assertEquals("> a-name-of-more-t saturated ", shown.get(2).substring(0, 29));
    assertEquals(shown.get(1).length(), shown.get(2).length());
  }

  @Test
  void saysHowManyChildrenFindNoRoom() {
    String shown = shown(new Size(80, 10));
    assertTrue(shown.contains("  2 more, by slot"), shown);
  }

  @Test
  void keepsTheChosenPoolInSight() {
    view.choose(1);
    String shown = shown(new Size(80, 10));
    assertTrue(shown.contains("> idle"), shown);
    assertTrue(shown.contains("  1 of 2 pools"), shown);
    assertFalse(shown.contains(" web "), shown);
  }

  @ParameterizedTest
  @CsvSource({"SLOT,0", "CONNECTIONS,1", "AGE,1", "STATE,1", "MEMORY,1"})
  void sortsChildren(Order order, int first) {
    view.sort(order);
    String shown = shown(Size.USUAL);
    int zero = shown.indexOf("\n   0 ");
    int one = shown.indexOf("\n   1 ");
    assertEquals(first == 0, zero < one, shown);
  }

  @Test
  void helpNamesEveryKey() {
    view.toggleHelp();
    String shown = shown(Size.USUAL);
    for (Key key : Key.values()) {
      assertTrue(shown.contains(key.help()), key.help());
    }
  }

  @Test
  void aMessageTakesThePlaceOfTheKeys() {
    view.say("scale web +1: refused");
    assertTrue(shown(Size.USUAL).endsWith("scale web +1: refused"));
  }

  @Test
  void looksSayNothingThatWordsDoNotSay() {
    for (Line line : Frame.of(RATES, view, Size.USUAL)) {
      assertEquals(line.look() == Look.CHOSEN, line.text().startsWith(">"));
      assertEquals(line.look() == Look.ALARM, line.text().contains("not ready"));
    }
  }

  @Test
  void firstHasNoRates() {
    Rates first = new Rates(Optional.empty(), Samples.at(10, 100, 3));
    assertTrue(first.accepted(first.now().pool("web").orElseThrow()).isEmpty());
    assertTrue(first.saturated(first.now().pool("web").orElseThrow()).isEmpty());
  }

  @Test
  void aCounterThatBeginsAnewHasNoRate() {
    Rates again = new Rates(Optional.of(Samples.at(10, 100, 3)), Samples.at(12, 5, 0));
    assertTrue(again.accepted(again.now().pool("web").orElseThrow()).isEmpty());
  }
}
