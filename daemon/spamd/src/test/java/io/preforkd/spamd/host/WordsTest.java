package io.preforkd.spamd.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.preforkd.pool.SlotState;
import io.preforkd.server.host.Observer.Door;
import io.preforkd.server.snapshot.SlotView;
import io.preforkd.server.sys.WaitStatus.Exited;
import io.preforkd.server.sys.WaitStatus.Killed;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void anEndIsToldAsPerlTellsIt() {
    assertEquals("exit 0", ExitText.of(new Exited(0)));
    assertEquals("interrupted, signal 2 (0002)", ExitText.of(new Killed(2, false)));
    assertEquals("KILLED, signal 9 (0009)", ExitText.of(new Killed(9, false)));
    assertEquals("TERMINATED, signal 15 (000f)", ExitText.of(new Killed(15, false)));
    assertEquals("DIED, signal 11 (008b)", ExitText.of(new Killed(11, true)));
  }

  @Test
  void socketsAreToldByTheirClasses() {
    assertEquals(
        "IO::Socket::IP [::1]:783, IO::Socket::IP [::]:783, IO::Socket::IP [2001:db8:0:1::2]:783,"
            + " IO::Socket::SSL [127.0.0.1]:784, UNIX domain socket /run/s",
        Doors.all(
            List.of(
                new Door("tcp-1", "[0:0:0:0:0:0:0:1]:783"),
                new Door("tcp-1", "[0:0:0:0:0:0:0:0]:783"),
                new Door("tcp-1", "[2001:db8:0:1:0:0:0:2]:783"),
                new Door("tls-2", "127.0.0.1:784"),
                new Door("unix-3", "unix:/run/s"))));
  }

  @Test
  void statesAreLettersInTheOrderOfPids() {
    assertEquals(
        "SBIK",
        StateLetters.of(
            List.of(
                child(9, SlotState.IDLE),
                child(12, SlotState.KILLED),
                child(3, SlotState.STARTING),
                child(5, SlotState.ORDERED))));
  }

  private static SlotView child(int pid, SlotState state) {
    return new SlotView(0, 1, pid, state, 0, 0, 0, 0, Optional.empty());
  }

  @Test
  void theEnginesVersionIsANumberOrNotKnown() {
    String version = Versions.ofEngine();
    assertEquals(true, Pattern.matches("unknown|[0-9]+\\.[0-9]+\\.[0-9]+", version), version);
  }
}
