package dev.kizuki.stream.limit;

/**
 * The state of the limit of a device for one network, as JSON in its store.
 *
 * @param limit the limit with its distances and its most unusual images, also while it learns
 * @param seconds the seconds of arrival, as {@link LearnedImages#seconds}
 * @param through the offset of the last learned image
 * @param throughMs the arrival of the last learned image, milliseconds since 1970
 */
public record LimitMemory(DeviceLimit limit, String seconds, long through, long throughMs) {}
