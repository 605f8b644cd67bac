package io.preforkd.server.child;

/** Who a child is; its text stands in every log line about it. */
public record ChildId(String pool, int slot, long generation, int pid) {
  @Override
  public String toString() {
    return "pool=" + pool + " slot=" + slot + " gen=" + generation + " pid=" + pid;
  }
}
