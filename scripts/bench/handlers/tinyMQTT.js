// biome-ignore-all lint: this runs on Espruino, whose language is ES5 without hoisting
/* Ten lines that answer a call with Espruino's module tinyMQTT. They check nothing. */
var mqtt = require('tinyMQTT').create('127.0.0.1', { port: 1883, reconnect_interval: 500 });
mqtt.on('connected', function () {
  mqtt.subscribe(REQUESTS + '+');
});
mqtt.on('message', function (message) {
  var request = JSON.parse(message.message);
  digitalWrite(request.params.pin, request.params.value);
  var reply = { id: request.id, code: 200, data: { pin: request.params.pin, value: request.params.value } };
  mqtt.publish(REPLIES + message.topic.substr(REQUESTS.length), JSON.stringify(reply));
});
mqtt.connect();
