// biome-ignore-all lint: this runs on Espruino, whose language is ES5 without hoisting
/* The least loop of MQTT: signs in, subscribes, and answers each packet with the same bytes, unread. */
require('net').connect({ host: '127.0.0.1', port: 1883 }, function (socket) {
  var signedIn = 0;
  socket.on('data', function () {
    if (signedIn > 1) socket.write(REPLY);
    else if (++signedIn === 1) socket.write(SUBSCRIBE);
  });
  socket.write(CONNECT);
});
