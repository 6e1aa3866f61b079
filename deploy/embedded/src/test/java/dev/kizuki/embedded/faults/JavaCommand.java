package dev.kizuki.embedded.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes command lines that run a main class of the test class path in a JVM of its own. */
final class JavaCommand {
  private JavaCommand() {}

  /**
   * Makes a command line.
   *
   * @param main the main class and its arguments
   */
  static List<String> of(String... main) throws IOException {
    return of(512, List.of(main));
  }

  /**
   * Makes a command line.
   *
   * @param heap the largest heap, in MiB
   * @param main the main class and its arguments
   */
  static List<String> of(int heap, List<String> main) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    // the class path is longer than some systems allow on a command line
    Path arguments = Files.createTempFile("faults", ".arguments");
    arguments.toFile().deleteOnExit();
    Files.writeString(arguments, "-cp \"%s\"".formatted(classPath));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx%dm".formatted(heap), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("@" + arguments);
    command.addAll(main);
    return command;
  }
}
