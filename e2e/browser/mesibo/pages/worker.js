// A worker that has the SDK: it logs in, sends a message, and tells how it goes.
importScripts('{{SDK}}');
function login(token, tell) {
  const api = Mesibo.getInstance();
  api.setAppName('com.example.app');
  api.setListener({
    Mesibo_onConnectionStatus(status) {
      tell(status);
      if (status === MESIBO_STATUS_ONLINE) Object.assign(api.getProfile('cy').newMessage(), { message: 'from a worker' }).send();
    },
    Mesibo_onMessageStatus: (m) => tell(`message ${m.status}`),
  });
  api.setCredentials(token);
  api.start();
}
if (typeof SharedWorkerGlobalScope !== 'undefined' && self instanceof SharedWorkerGlobalScope) {
  self.onconnect = ({ ports: [port] }) => (port.onmessage = ({ data }) => login(data, (status) => port.postMessage(status)));
} else {
  self.onmessage = ({ data }) => login(data, (status) => self.postMessage(status));
}
