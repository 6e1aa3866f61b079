package dev.kizuki.stream.alert;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An alert that is not tried again.
 *
 * @param detail one sentence about the reason
 */
record GivenUp(ConsumerRecord<String, byte[]> alert, Undelivered reason, String detail) {}
