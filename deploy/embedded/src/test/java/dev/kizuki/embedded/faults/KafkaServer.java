package dev.kizuki.embedded.faults;

import dev.kizuki.embedded.servers.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Map;

/** The main class of a Kafka broker that runs as a process of its own, so that it can be killed. */
public final class KafkaServer {
  private KafkaServer() {}

  /**
   * Runs until it is killed.
   *
   * @param args FOLDER PORT CONTROLLER_PORT ADVERTISED_PORT
   */
  public static void main(String[] args) throws InterruptedException {
    try (EmbeddedKafka kafka =
        new EmbeddedKafka(
            Path.of(args[0]),
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Map.of("advertised.listeners", "PLAINTEXT://127.0.0.1:" + args[3]))) {
      System.out.println(kafka.bootstrapServers());
      Thread.currentThread().join();
    }
  }
}
