package dev.kizuki.stream.event;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the devices that canaries come from: one for each model and instance. Their images
 * are scored by that model whatever {@code models[].devices} says, count in no metric but the
 * canary's, and their events have a type of their own.
 */
public final class CanaryDevice {
  /** The MQTT topic of the verdicts on canaries. Subscribers to devices' alerts do not see them. */
  public static final DeviceTopic VERDICTS = new DeviceTopic("kizuki/canary/{device}");

  private static final String PREFIX = "kizuki-canary.";
  private static final Pattern NAME = Pattern.compile("kizuki-canary\\.([0-9]{1,6})\\..*");
  private static final Pattern NOT_IN_A_LEVEL = Pattern.compile("[/+#\\x00]");

  private CanaryDevice() {}

  /**
   * The device of an instance's canaries for a model.
   *
   * @param model its place in the configuration's list
   * @param clientId the instance's
   */
  public static String name(int model, String clientId) {
    return PREFIX + model + "." + NOT_IN_A_LEVEL.matcher(clientId).replaceAll("_");
  }

  /** Whether a device is one of these. */
  public static boolean is(String device) {
    return device.startsWith(PREFIX);
  }

  /** The place in {@code models} of the model that a canary is for; empty for other devices. */
  public static OptionalInt model(String device) {
    if (!is(device)) {
      return OptionalInt.empty();
    }
    Matcher matcher = NAME.matcher(device);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
