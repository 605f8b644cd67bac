package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlatformCheckTest {

  @Test
  void findsNoFaultWithTheMachineThatRunsTheTests() {
    assertEquals(List.of(), PlatformCheck.faults());
  }

  @Test
  void acceptsExactlyTheFloorAndWhatDistributionsAppend() {
    assertEquals(List.of(), PlatformCheck.faults("Linux", "5.11.0-37-generic", "aarch64", "2.34"));
    assertEquals(List.of(), PlatformCheck.faults("Linux", "10.0", "amd64", "3.0"));
  }

  @Test
  void namesEveryFaultWithWhatWasFound() {
    assertEquals(
        List.of(
            "Linux 5.11 or newer is needed; found: 5.10.0-9-amd64",
            "glibc 2.34 or newer is needed; found: 2.31",
            "this processor is riscv64; preforkd needs x86-64 or aarch64"),
        PlatformCheck.faults("Linux", "5.10.0-9-amd64", "riscv64", "2.31"));
  }

  @Test
  void saysThatAnotherCLibraryWillNotDo() {
    assertEquals(
        List.of("glibc 2.34 or newer is needed; found: another C library (musl)"),
        PlatformCheck.faults("Linux", "6.1.0", "amd64", "another C library (musl)"));
  }

  @Test
  void saysThatAnotherSystemWillNotDo() {
    assertEquals(
        List.of(
            "this system is FreeBSD; preforkd needs Linux, but for pools whose worker is of the kind thread"),
        PlatformCheck.faults("FreeBSD", "14.0", "amd64", "2.40"));
  }
}
