package dev.kizuki.stream;

import dev.kizuki.stream.mqtt.MqttAccess;
import java.net.URI;
import picocli.CommandLine.Option;

/** The options of commands that connect to an MQTT broker as a device. */
public final class MqttOptions {
  @Option(
      names = "--broker",
      required = true,
      paramLabel = "URL",
      description =
          "The MQTT 5 broker, tcp://HOST:PORT, ssl://HOST:PORT, ws://HOST:PORT/PATH or"
              + " wss://HOST:PORT/PATH.")
  private URI broker = URI.create("tcp://localhost:1883");

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description =
          "The topic; {device} stands for the device. Several names in braces stand for the parts of"
              + " the device's name. Default: ${DEFAULT-VALUE}.")
  private String topic = "devices/{device}/images";

  @Option(names = "--username", description = "The user name. Default: none.")
  private String username = "";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file that holds the password. Default: none.")
  private String passwordFile = "";

  @Option(
      names = "--trusted-file",
      paramLabel = "FILE",
      description =
          "PEM file of the authorities that can sign the broker's certificate. Default: the"
              + " authorities that Java trusts.")
  private String trustedFile = "";

  @Option(
      names = "--certificate-file",
      paramLabel = "FILE",
      description = "PEM file of the device's private key and certificate chain. Default: none.")
  private String certificateFile = "";

  /** Returns the broker's address. */
  public URI broker() {
    return broker;
  }

  /** Returns the topic, in which {device} stands for the device. */
  public String topic() {
    return topic;
  }

  /** Returns the broker with the credentials. */
  public MqttAccess access() {
    return new MqttAccess(broker, username, passwordFile, trustedFile, certificateFile);
  }
}
