// biome-ignore-all lint: this runs on Espruino, whose language is ES5 without hoisting
/* The least that answers JSON: no client, no parser of packets, every offset known beforehand (see floorText in
   subject.ts). It parses the request, sets the pin, and writes the reply. */
require('net').connect({ host: '127.0.0.1', port: 1883 }, function (socket) {
  var signedIn = 0;
  socket.on('data', function (packet) {
    var request, params, reply;
    if (signedIn > 1) {
      request = JSON.parse(packet.substr(PAYLOAD_AT));
      params = request.params;
      digitalWrite(params.pin, params.value);
      reply = JSON.stringify({ id: request.id, code: 200, data: { pin: params.pin, value: params.value } });
      socket.write(
        '0' + String.fromCharCode(TOPIC_BYTES + reply.length) + TOPIC + packet.substr(ID_AT, ID_BYTES) + reply,
      );
    } else if (++signedIn === 1) socket.write(SUBSCRIBE);
  });
  socket.write(CONNECT);
});
