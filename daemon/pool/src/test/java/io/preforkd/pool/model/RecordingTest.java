package io.preforkd.pool.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.Dispatch;
import io.preforkd.pool.Generations;
import io.preforkd.pool.Pool;
import io.preforkd.pool.PoolSpec;
import io.preforkd.pool.Quota;
import io.preforkd.pool.Scaling;
import io.preforkd.pool.Specs;
import io.preforkd.pool.journal.Entry;
import io.preforkd.pool.journal.Keeper;
import io.preforkd.pool.journal.Recorder;
import io.preforkd.pool.journal.Track;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1000 * MS;
  private static final Surroundings SURROUNDINGS = new Surroundings(200 * MS, 0, 10_000, 100);

  /** Under a load at which many wait, as well as where children hold many connections. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aJournalOfALoadGivesTheSameFindings(int places) {
    PoolSpec spec = Specs.dynamic().max(8 / places).concurrency(places).build();
    Load load =
        new ModelLoad(Arrivals.poisson(140), ServiceTime.exponential(50 * MS), 300 * SECOND, 3);
    List<Entry> journal = new ArrayList<>();
    Findings first = record(spec, load, journal);
    Recording recording = new Recording("web");
    journal.forEach(recording::add);
    Findings again = CapacityRun.of(spec, Scaling.SPARES, recording.load(), SURROUNDINGS);

    assertEquals(200 * MS, recording.startTime().orElseThrow());
    assertEquals(first.connections() - first.waiting(), again.connections());
    assertNear(first.waits().mean(), again.waits().mean());
    assertNear((double) first.waits().quantile(0.99), (double) again.waits().quantile(0.99));
    assertNear(first.course().meanLiving(), again.course().meanLiving());
    assertNear(first.course().meanBusy(), again.course().meanBusy());
    assertTrue(first.waits().mean() > 10 * MS, "nobody waited");
  }

  private static void assertNear(double expected, double actual) {
    assertEquals(expected, actual, 0.2 * expected);
  }

  @Test
  void aPoolThatIsNotThereIsNamed() {
    List<Entry> journal = new ArrayList<>();
    record(Specs.dynamic().build(), someLoad(), journal);
    Recording other = new Recording("mail");
    journal.forEach(other::add);
    Exception e = assertThrows(IllegalArgumentException.class, other::load);
    assertTrue(e.getMessage().contains("mail"), e.getMessage());
  }

  @Test
  void aPoolThatNobodyUsedGivesNoLoad() {
    List<Entry> journal = new ArrayList<>();
    record(Specs.dynamic().build(), someLoad(), journal);
    Recording recording = new Recording("web");
    recording.add(journal.get(0));
    assertThrows(IllegalArgumentException.class, recording::load);
  }

  @Test
  void childrenWithoutOrdersAreRefused() {
    List<Entry> journal = new ArrayList<>();
    record(Specs.dynamic().dispatch(Dispatch.SHARED).build(), someLoad(), journal);
    Recording recording = new Recording("web");
    assertThrows(IllegalArgumentException.class, () -> recording.add(journal.get(0)));
  }

  private static Load someLoad() {
    return new ModelLoad(Arrivals.constant(10), ServiceTime.constant(MS), SECOND, 1);
  }

  private static Findings record(PoolSpec spec, Load load, List<Entry> journal) {
    Quota quota = new Quota(SURROUNDINGS.maxChildren());
    Notebook notebook = new Notebook(quota, journal);
    Generations row = new Generations();
    Pool pool = new Pool(spec, Scaling.SPARES.algorithm(), quota, row);
    Track track = notebook.recorder.add("web", Scaling.SPARES, row, pool);
    return new CapacityRun(pool, track::on, load, SURROUNDINGS).run();
  }

  /** Writes down everything from the first snapshot on. */
  private static final class Notebook implements Keeper {
    private final Recorder recorder;
    private final List<Entry> entries;

    Notebook(Quota quota, List<Entry> entries) {
      this.recorder = new Recorder(quota, this);
      this.entries = entries;
    }

    @Override
    public void begin() {
      entries.add(recorder.snapshot());
    }

    @Override
    public void told(Track pool, Entry.Told told) {
      entries.add(told);
    }

    @Override
    public void keep(Entry entry) {
      entries.add(entry);
    }
  }
}
