/** What travels: events and their JSON, headers of records, names of devices and topics. */
@NullMarked
package dev.kizuki.stream.event;

import org.jspecify.annotations.NullMarked;
