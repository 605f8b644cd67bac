package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.server.child.ArchiveOutcome;
import io.preforkd.server.child.ArchiveOutcome.Unused;
import io.preforkd.server.child.ClassArchive;
import io.preforkd.server.child.Launch;
import io.preforkd.server.loop.EventLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ArchivistTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String HANGS = "sleep 60";
  private static final String FAILS = "false";

  @TempDir private Path folder;
  private final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> launched = new LinkedBlockingQueue<>();
  private final BlockingQueue<ArchiveOutcome> outcomes = new LinkedBlockingQueue<>();
  private final EventLoop loop = new EventLoop("test-loop", faults::add);
  private final Archivist archivist = new Archivist(faults::add);

  @AfterEach
  void end() throws Exception {
    archivist.stop();
    archivist.awaitEnd(PATIENCE);
    loop.stop();
    assertTrue(loop.awaitEnd(PATIENCE), "the loop still runs");
    assertEquals(List.of(), List.copyOf(faults));
  }

  @Test
  void takesUpAgainWhatWasHeldAsIfItHadNeverBegun() throws Exception {
    archivist.ready(children(HANGS, FAILS), outcomes::add);
    assertEquals(HANGS, next(launched));
    assertTrue(archivist.hold(PATIENCE), "is still at work");
    archivist.release();
    assertEquals(FAILS, next(launched));
    assertEquals(
        new Unused("the training child ended with exit code 1 before it had served"),
        next(outcomes));
  }

  @Test
  void startsNothingWhileItIsHeld() throws Exception {
    assertTrue(archivist.hold(PATIENCE), "is at work without being asked");
    archivist.ready(children(FAILS), outcomes::add);
    assertTrue(archivist.hold(PATIENCE), "works though held");
    assertEquals(List.of(), List.copyOf(launched));
    archivist.release();
    assertEquals(FAILS, next(launched));
  }

  @Test
  void canBeHeldAfterAFault() throws Exception {
    RuntimeException fault = new IllegalStateException("a fault");
    archivist.ready(
        () ->
            archive(
                () -> {
                  throw fault;
                }),
        outcomes::add);
    assertEquals(fault, next(faults));
    assertTrue(archivist.hold(PATIENCE), "what it waits for has ended");
    archivist.release();
    archivist.ready(children(FAILS), outcomes::add);
    assertEquals(FAILS, next(launched));
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    return queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Training children that run these, one after the other. */
  private Supplier<ClassArchive> children(String... commands) {
    BlockingQueue<String> left = new LinkedBlockingQueue<>(List.of(commands));
    return () ->
        archive(
            () -> {
              String command = left.remove();
              launched.add(command);
              return command;
            });
  }

  private ClassArchive archive(Supplier<String> command) {
    return new ClassArchive(
        loop,
        folder.resolve("w.jsa"),
        data -> launch(command.get()),
        Optional.empty(),
        PATIENCE,
        line -> {},
        () -> true);
  }

  private static Launch launch(String command) {
    return new Launch(
        "test",
        List.of(command.split(" ", -1)),
        Map.of("PATH", System.getenv("PATH")),
        Path.of("/"),
        List.of(slot -> 0),
        List.of("tcp"),
        0,
        0,
        0,
        List.of(),
        1,
        false,
        Map.of(),
        Optional.empty());
  }
}
