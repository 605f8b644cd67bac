/** What a bare JVM costs: started with a child's own flags and class path, it prints one byte and ends. */
public final class OneByte {
  private OneByte() {}

  public static void main(String[] arguments) {
    System.out.write('.');
    System.out.flush();
  }
}
