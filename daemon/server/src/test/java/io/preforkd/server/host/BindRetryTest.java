package io.preforkd.server.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.preforkd.server.sys.KernelException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindRetryTest {
  private static final int EACCES = 13;
  private static final int EADDRINUSE = 98;

  private final List<Long> pauses = new ArrayList<>();

  @Test
  void triesAgainSoonAndThenLessOften() throws IOException {
    BindRetry retry = new BindRetry(Duration.ofHours(1), this::note);
    assertEquals("open", retry.open(failing(EADDRINUSE, 8)));
    assertEquals(List.of(10L, 20L, 40L, 80L, 160L, 250L, 250L, 250L), pauses);
  }

  @Test
  void isAsQuickForTheNextPool() throws IOException {
    BindRetry retry = new BindRetry(Duration.ofHours(1), this::note);
    retry.open(failing(EADDRINUSE, 2));
    retry.open(failing(EADDRINUSE, 2));
    assertEquals(List.of(10L, 20L, 10L, 20L), pauses);
  }

  @Test
  void waitsForNothingElse() {
    BindRetry retry = new BindRetry(Duration.ofHours(1), this::note);
    assertThrows(KernelException.class, () -> retry.open(failing(EACCES, 1)));
    assertEquals(List.of(), pauses);
  }

  @Test
  void triesOnceIfThereIsNoTime() {
    BindRetry retry = new BindRetry(Duration.ZERO, this::note);
    assertThrows(KernelException.class, () -> retry.open(failing(EADDRINUSE, 1)));
    assertEquals(List.of(), pauses);
  }

  @Test
  void givesUpWithThePatience() {
    BindRetry retry = new BindRetry(Duration.ofHours(1), pause -> note(pause) && pauses.size() < 3);
    assertThrows(KernelException.class, () -> retry.open(failing(EADDRINUSE, 9)));
    assertEquals(List.of(10L, 20L, 40L), pauses);
  }

  private boolean note(Duration pause) {
    return pauses.add(pause.toMillis());
  }

  private static BindRetry.Attempt<String> failing(int errno, int times) {
    int[] left = {times};
    return () -> {
      if (left[0]-- > 0) {
        throw new KernelException("bind", errno, "127.0.0.1:80");
      }
      return "open";
    };
  }
}
