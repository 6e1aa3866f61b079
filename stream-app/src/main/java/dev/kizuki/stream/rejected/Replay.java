package dev.kizuki.stream.rejected;

import java.util.Map;

/**
 * The result of a replay.
 *
 * @param sent number of images that were sent again; in a dry run, that would be sent
 * @param cut number of images that were not sent because only their beginning is in the topic
 * @param sentBefore number of images that were not sent because an earlier replay sent them
 * @param refused the images that Kafka refused: PARTITION@OFFSET and the reason
 */
public record Replay(int sent, int cut, int sentBefore, Map<String, String> refused) {}
