package dev.kizuki.embedded.bench.cluster;

import dev.kizuki.embedded.servers.ConfigurationBuilder;
import java.net.URI;
import java.util.List;

/** The brokers that the instances use, and topics of images in Kafka. */
public interface ClusterServers {
  /** Returns HOST:PORT of Kafka. */
  String bootstrapServers();

  /** Returns the address of the MQTT broker. */
  URI mqtt();

  /**
   * Creates a topic and fills it with images.
   *
   * @param images the images, written in turn
   * @param devices the number of devices, spread evenly over the partitions
   */
  void fill(String topic, int partitions, List<byte[]> images, long count, int devices)
      throws InterruptedException;

  /**
   * Publishes images of several devices over MQTT under {@code devices/DEVICE/images}, and waits
   * until the broker has accepted all of them.
   *
   * @param images the images, published in turn
   * @param rate images a second
   */
  void publish(List<byte[]> images, long count, double rate) throws InterruptedException;

  /**
   * Creates a topic of images, and the topic of actions that belongs to it.
   *
   * @param images the images, written in turn
   * @param devices the number of devices, spread evenly over the partitions
   */
  default void fillImages(
      String topic, int partitions, List<byte[]> images, long count, int devices)
      throws InterruptedException {
    fill(topic, partitions, images, count, devices);
    fill(actions(topic), partitions, images, 0, devices);
  }

  /** Returns the topic of actions that belongs to a topic of images. */
  static String actions(String images) {
    return images + "-actions";
  }

  /** Sets the addresses and topics. The instances get no images over MQTT. */
  default ConfigurationBuilder connect(ConfigurationBuilder service, String images) {
    return service
        .set("topics.images", images)
        .set("topics.actions", actions(images))
        .kafka(bootstrapServers())
        .mqtt(mqtt())
        .set("mqtt.images", "nothing/{device}/images")
        .set("mqtt.anomalies", "")
        .set("mqtt.incidents", "");
  }
}
