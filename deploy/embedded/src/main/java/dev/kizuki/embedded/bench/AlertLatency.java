package dev.kizuki.embedded.bench;

/**
 * The latency from the publication of an image to its alert over MQTT.
 *
 * @param load the mode and the load of the measurement, as in "at_least_once, 50 %"
 * @param rate images a second
 * @param alerts the number of alerts
 * @param p50 median, milliseconds
 * @param p99 99th percentile, milliseconds
 * @param p999 99.9th percentile, milliseconds
 */
record AlertLatency(String load, double rate, long alerts, double p50, double p99, double p999) {}
