package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.ServiceLimitsCheck;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.mqtt.ImagePublisher;
import dev.kizuki.stream.mqtt.MemoryBroker;
import dev.kizuki.stream.mqtt.MqttAccess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishCommandTest {
  @TempDir private Path folder;
  private final MemoryBroker broker = new MemoryBroker();
  private final StringWriter output = new StringWriter();

  @Test
  void namesAFileThatCannotBeReadAndPublishesTheNext() throws Exception {
    Path gone = Files.createSymbolicLink(folder.resolve("a.png"), folder.resolve("missing.png"));
    Path image = Files.write(folder.resolve("b.png"), new byte[] {1, 2, 3});
    PrintWriter out = new PrintWriter(output);
    ServiceLimitsCheck service = new ServiceLimitsCheck();
    try (ImagePublisher publisher =
        new ImagePublisher(
            broker,
            MqttAccess.anonymous(URI.create("tcp://127.0.0.1:1883")),
            "test",
            new DeviceTopic("devices/{device}/images"))) {
      publisher.connect(Duration.ofSeconds(30));
      assertThat(PublishCommand.publish(publisher, "camera", gone, service, out)).isFalse();
      assertThat(PublishCommand.publish(publisher, "camera", image, service, out)).isTrue();
    }
    assertThat(output.toString())
        .contains("not published, cannot be read", "link to nothing", gone.toString())
        .contains("published " + image);
    assertThat(broker.published()).hasSize(1);
  }
}
