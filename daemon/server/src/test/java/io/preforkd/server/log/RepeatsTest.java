package io.preforkd.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.config.Log;
import io.preforkd.server.log.Repeats.Line;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private static final String TEMPLATE = "{} is slow";

  private final Repeats repeats = new Repeats(2);
  private final List<String> out = new ArrayList<>();
  private long now;

  private void pass(Line line) {
    repeats.pass(line, now).forEach(each -> out.add(each.text()));
  }

  private static Line daemon(String text) {
    return new Line("preforkd", Log.Level.WARN, TEMPLATE, text);
  }

  private static Line child(String text) {
    return new Line(Logging.OUTPUT, Log.Level.INFO, "{} | {}", text);
  }

  @Test
  void sumsUpWhatComesTooOftenOnceThePeriodIsOver() {
    for (int slot = 0; slot < 5; slot++) {
      pass(daemon("pool=web slot=" + slot + " gen=1 pid=9 is slow"));
    }
    assertTrue(repeats.owesALine());
    now = Repeats.PERIOD;
    List<Line> sums = repeats.over(now);
    assertEquals(
        List.of(
            new Line(
                "preforkd",
                Log.Level.WARN,
                sums.get(0).text(),
                "pool=web 3 more lines like this one were left out within 10 s by repeat-limit: slot=4 gen=1 pid=9"
                    + " is slow")),
        sums);
    assertEquals(
        List.of("pool=web slot=0 gen=1 pid=9 is slow", "pool=web slot=1 gen=1 pid=9 is slow"), out);
    assertFalse(repeats.owesALine());
  }

  @Test
  void theNextLineAfterThePeriodComesBehindTheSum() {
    for (int i = 0; i < 4; i++) {
      pass(daemon("is slow " + i));
    }
    now = Repeats.PERIOD + 1;
    pass(daemon("is slow 4"));
    assertEquals(
        List.of(
            "is slow 0",
            "is slow 1",
            "2 more lines like this one were left out within 10 s by repeat-limit: is slow 3",
            "is slow 4"),
        out);
  }

  @Test
  void anotherPoolAnotherTemplateAnotherLevelAreOtherKinds() {
    for (int i = 0; i < 3; i++) {
      pass(daemon("pool=web is slow"));
      pass(daemon("pool=mail is slow"));
      pass(new Line("preforkd", Log.Level.WARN, "{} is dead", "pool=web is dead"));
      pass(new Line("preforkd", Log.Level.INFO, TEMPLATE, "pool=web is slow"));
    }
    assertEquals(8, out.size(), out.toString());
    assertEquals(List.of("pool=web is slow", "pool=mail is slow"), out.subList(0, 2));
  }

  @Test
  void ofAChildOnlyTheSameWordsInARowAreRepeats() {
    for (int i = 0; i < 9; i++) {
      pass(child("pool=web slot=1 gen=1 pid=9 | line " + i));
      pass(child("pool=web slot=2 gen=1 pid=8 | the same"));
    }
    now = 1000;
    pass(child("pool=web slot=2 gen=1 pid=8 | another"));
    assertEquals(9 + 2 + 2, out.size(), out.toString());
    assertEquals(
        List.of(
            "pool=web slot=2 gen=1 pid=8 7 more lines like this one were left out within 1 s by repeat-limit: | the"
                + " same",
            "pool=web slot=2 gen=1 pid=8 | another"),
        out.subList(11, 13));
  }

  @Test
  void atTheEndNothingIsOwed() {
    for (int i = 0; i < 3; i++) {
      pass(daemon("pool=web is slow"));
    }
    assertEquals(1, repeats.end(now).size());
    assertEquals(List.of(), repeats.end(now));
  }

  @Test
  void withoutALimitEveryLineIsWritten() {
    Repeats all = new Repeats(0);
    for (int i = 0; i < 5000; i++) {
      Line line = daemon("pool=web is slow");
      assertEquals(List.of(line), all.pass(line, 0));
    }
    assertFalse(all.owesALine());
  }

  @Test
  void aLimitThatIsTakenAwayLeavesNothingUntold() {
    for (int i = 0; i < 3; i++) {
      pass(daemon("pool=web is slow"));
    }
    repeats.limit(0);
    pass(daemon("pool=web is slow"));
    assertEquals(3, out.size());
    now = Repeats.PERIOD;
    assertEquals(1, repeats.over(now).size());
  }

  @Test
  void ofChildrenThatAreGoneNothingIsKept() {
    for (int generation = 0; generation < 20; generation++) {
      pass(child("pool=web slot=1 gen=" + generation + " pid=9 | hello"));
      now += 1_000;
    }
    assertTrue(repeats.kept() <= 11, repeats.kept() + " of 20");
    assertEquals(20, out.size());
  }

  @Test
  void ofMoreThanItKeepsTheEldestIsSummedUpEarly() {
    for (int i = 0; i < 5; i++) {
      pass(child("pool=web slot=1 gen=1 pid=9 | the same"));
    }
    now = 2_000;
    for (int generation = 2; generation < 2 * Repeats.MOST; generation++) {
      pass(child("pool=web slot=1 gen=" + generation + " pid=9 | hello"));
    }
    assertEquals(Repeats.MOST, repeats.kept());
    assertFalse(repeats.owesALine());
    assertEquals(
        "pool=web slot=1 gen=1 pid=9 3 more lines like this one were left out within 2 s by repeat-limit: | the same",
        out.stream().filter(line -> line.contains("left out")).findFirst().orElseThrow());
  }

  /** Whatever comes, each line is written or counted in a sum. */
  @Test
  void whatIsWrittenAndWhatIsSummedUpAreAll() {
    int written = 0;
    int summed = 0;
    for (int i = 0; i < 1000; i++) {
      now += 37;
      Line line = daemon("pool=p" + i % 3 + " is slow");
      for (Line each : repeats.pass(line, now)) {
        written += each.equals(line) ? 1 : 0;
        summed += each.equals(line) ? 0 : count(each);
      }
    }
    summed += repeats.end(now).stream().mapToInt(RepeatsTest::count).sum();
    assertEquals(1000, written + summed);
    assertTrue(summed > 900, summed + " of 1000");
  }

  private static int count(Line sum) {
    return Integer.parseInt(sum.text().replaceFirst("pool=p\\d (\\d+) more lines.*", "$1"));
  }
}
