// biome-ignore-all lint: this runs on Espruino, whose language is ES5 without hoisting
/* Ten lines that answer a call with Espruino's module MQTT. They check nothing. */
var mqtt = require('MQTT').create('127.0.0.1', { port: 1883, client_id: DEVICE });
mqtt.on('connected', function () {
  mqtt.subscribe(REQUESTS + '+');
});
mqtt.on('message', function (topic, text) {
  var request = JSON.parse(text);
  digitalWrite(request.params.pin, request.params.value);
  var reply = { id: request.id, code: 200, data: { pin: request.params.pin, value: request.params.value } };
  mqtt.publish(REPLIES + topic.substr(REQUESTS.length), JSON.stringify(reply));
});
mqtt.connect();
